import type { AuditEntry, UserListState } from '@burgee/contracts';
import { describe, expect, it } from 'vitest';
import { listedUserNames, listOfEntry, listWords } from './listed-users.ts';

const user = (target: string, overrideType: 'include' | 'exclude' = 'include') => ({
  id: '8f14e45f-ceea-4a7e-8a3f-000000000000',
  target,
  overrideType,
  reason: null,
  createdBy: 'ann',
  createdAt: '2027-01-01T00:00:00Z',
  expiresAt: null,
});
const list = (count: number, ...users: object[]) => ({ count, users }) as UserListState;
const entry = (before: unknown, after: unknown, target: string | null = null) =>
  ({ subject: 'override', overrideType: 'user', target, before, after }) as AuditEntry;
const entryWords = (before: unknown, after: unknown) => {
  const found = listOfEntry(entry(before, after));
  return found && listWords(found);
};

describe('S400.6 an audit entry about a list of users', () => {
  it('states the change and the number of users', () => {
    const many = list(1_200, user('ann'), user('ben'));
    expect(entryWords(null, many)).toBe('included 1,200 users');
    expect(entryWords(null, list(2, user('ann', 'exclude'), user('ben', 'exclude')))).toBe('excluded 2 users');
    expect(entryWords(null, list(2, user('ann', 'exclude'), user('ben')))).toBe('set the overrides of 2 users');
    expect(entryWords(many, null)).toBe('removed the overrides of 1,200 users');
    expect(entryWords(many, list(1, user('ann')))).toBe('included 1 user and removed 1,199');
  });

  it('names the first users and the number of others', () => {
    expect(listedUserNames(list(2, user('ann'), user('ben')))).toBe('ann, ben');
    expect(listedUserNames(list(1_200, user('ann'), user('ben')))).toBe('ann, ben and 1,198 more');
  });

  it('is distinguished from an entry about a single override', () => {
    expect(listOfEntry(entry(null, user('ann'), 'ann'))).toBeUndefined();
    expect(listOfEntry({ ...entry(null, list(1, user('ann'))), overrideType: 'global' })).toBeUndefined();
    expect(listOfEntry(entry(null, { count: 1 }))).toBeUndefined();
  });
});
