import type { AuditEntry } from '@burgee/contracts';
import { aGlobalOverride, aUserOverride } from '@burgee/testing';
import { describe, expect, it } from 'vitest';
import { entryWords, overrideOfEntry } from './entry-words.ts';

const entry = (fields: Partial<AuditEntry>): AuditEntry => ({
  id: '8f14e45f-ceea-4a7e-8a3f-000000000000',
  number: 1,
  environment: null,
  version: 1 as AuditEntry['version'],
  at: '2027-01-01T00:00:00Z',
  actor: 'ann',
  action: 'updated',
  subject: 'flag',
  key: 'flag',
  overrideType: null,
  target: null,
  reason: null,
  before: null,
  after: null,
  ...fields,
});

describe('entryWords', () => {
  it('says of the switch which way it went', () => {
    expect(entryWords(entry({ before: { enabled: false }, after: { enabled: true, revision: 2 } }))).toBe(
      'switched the flag on',
    );
  });

  it('names the fields that changed, and not those that follow', () => {
    const before = { enabled: true, rollout: { percentage: 1 }, rules: [], revision: 1, updatedAt: 'a' };
    const after = { enabled: true, rollout: { percentage: 5 }, rules: ['x'], revision: 2, updatedAt: 'b' };
    expect(entryWords(entry({ before, after }))).toBe('changed the rollout and the rules');
  });

  it('says of overrides whose they are, and what became of them', () => {
    const override = { subject: 'override', overrideType: 'user', target: 'ben' } as const;
    expect(entryWords(entry({ ...override, action: 'created', after: { overrideType: 'exclude' } }))).toBe(
      'excluded ben',
    );
    expect(entryWords(entry({ ...override, action: 'removed', before: {} }))).toBe('removed the user override of ben');
    expect(entryWords(entry({ ...override, action: 'expired' }))).toBe('the user override of ben ended');
    const emergency = { subject: 'override', overrideType: 'emergency' } as const;
    expect(entryWords(entry({ ...emergency, action: 'created' }))).toBe('declared an emergency');
    expect(entryWords(entry({ ...emergency, action: 'removed' }))).toBe('ended the emergency');
  });
});

it('finds the override that an entry can set again: as it became, or as it was', () => {
  const [user, global] = [aUserOverride(), aGlobalOverride()];
  const asJson = (value: object) => JSON.parse(JSON.stringify(value)) as AuditEntry['after'];
  expect(overrideOfEntry(entry({ subject: 'override', before: asJson(user), after: null }))).toEqual(user);
  expect(overrideOfEntry(entry({ subject: 'override', before: asJson(user), after: asJson(global) }))).toEqual(global);
  expect(overrideOfEntry(entry({ after: asJson(user) }))).toBeUndefined();
});
