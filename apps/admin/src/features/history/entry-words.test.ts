import type { AuditEntry, JsonValue } from '@burgee/contracts';
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
  via: null,
  client: null,
  before: null,
  after: null,
  ...fields,
});

describe('entryWords', () => {
  it('names the new position of the switch', () => {
    expect(entryWords(entry({ before: { enabled: false }, after: { enabled: true, revision: 2 } }))).toBe(
      'switched the flag on',
    );
  });

  it('names changed fields, without those that change as a side effect', () => {
    const before = { enabled: true, rollout: { percentage: 1 }, rules: [], revision: 1, updatedAt: 'a' };
    const after = { enabled: true, rollout: { percentage: 5 }, rules: ['x'], revision: 2, updatedAt: 'b' };
    expect(entryWords(entry({ before, after }))).toBe('changed the rollout and the rules');
  });

  it('names the target of an override and the change to it', () => {
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

describe('an entry about many overrides', () => {
  const many = { subject: 'override', action: 'removed' } as const;

  it('S400.6 counts them by type, the most frequent first', () => {
    const before = { counts: { session: 1_000, user: 199_000 }, sample: [] };
    expect(entryWords(entry({ ...many, before }))).toBe('removed 200,000 overrides (199,000 user, 1,000 session)');
  });

  it('S400.7 reports that overrides removed by the janitor had already expired', () => {
    const before = { counts: { user: 4_000 }, sample: [] };
    expect(entryWords(entry({ ...many, action: 'expired', overrideType: 'user', before }))).toBe(
      'removed 4,000 user overrides that had expired',
    );
  });

  it('contains no override that can be set again', () => {
    const sample = [JSON.parse(JSON.stringify(aUserOverride()))] as JsonValue[];
    expect(overrideOfEntry(entry({ ...many, before: { counts: { user: 101 }, sample } }))).toBeUndefined();
  });
});

it('an override entry can set the override again as it was after the change, or before if it was removed', () => {
  const [user, global] = [aUserOverride(), aGlobalOverride()];
  const asJson = (value: object) => JSON.parse(JSON.stringify(value)) as AuditEntry['after'];
  expect(overrideOfEntry(entry({ subject: 'override', before: asJson(user), after: null }))).toEqual(user);
  expect(overrideOfEntry(entry({ subject: 'override', before: asJson(user), after: asJson(global) }))).toEqual(global);
  expect(overrideOfEntry(entry({ after: asJson(user) }))).toBeUndefined();
});
