import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SyncDelta, SyncedKeys, SyncedOverrides, SyncedRuleset, SyncReset } from './sync.ts';
import { isSyncDelta, isSyncedKeys, isSyncedOverrides, isSyncedRuleset, isSyncReset } from './wire-sync.ts';

const place = { environment: 'production', origin: 'here' };
const flag = {
  key: 'a',
  type: 'boolean',
  enabled: true,
  archived: false,
  expiresAt: null,
  salt: 'a',
  variants: [{ key: 'on', value: true }],
  onVariant: 'on',
  offVariant: null,
  split: null,
  rollout: {
    schedule: { kind: 'fixed', percentage: 50 },
    bucketBy: ['userId'],
    salt: null,
    algorithm: 'murmur3',
    missing: 'included',
  },
  rules: [],
  prerequisites: [],
};
const segment = { key: 'beta', condition: { any: [] } };
const override = {
  id: '5f0c3c52-97b8-4a50-8d64-1c3c1f0f0b0a',
  flagKey: 'a',
  createdBy: 'grace',
  createdAt: '2027-01-01T00:00:00.000Z',
  reason: null,
  priority: 100,
  type: 'user',
  target: 'ann',
  overrideType: 'include',
  expiresAt: null,
};
const key = {
  hash: '5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8',
  id: '0b6f7f3e-6d0e-4a45-9f3c-0e1c1a3f5b7d',
  name: 'Shop',
  kind: 'web',
  origins: ['https://shop.example'],
  endsAt: '2027-01-01T00:00:00.000Z',
};
const checksum = '0123456789abcdef';
const ruleset = {
  environment: 'production',
  version: 3,
  permitsSessionOverrides: true,
  flags: [flag],
  segments: [segment],
  overrides: [],
};
const filter = { user: 'AAAAAA==', session: 'AAAAAA==', testing: 'AAAAAA==', falsePositiveRate: 0.01 };
const changes = (put: object[], gone: string[]) => ({ put, delete: gone });

const MESSAGES = [
  {
    name: 'a ruleset',
    schema: SyncedRuleset,
    guard: isSyncedRuleset,
    message: { ...place, version: 3, checksum, ruleset, overrides: { count: 1, filter } },
  },
  {
    name: 'a delta',
    schema: SyncDelta,
    guard: isSyncDelta,
    message: {
      ...place,
      from: 3,
      to: 4,
      checksum,
      flags: changes([flag], ['b']),
      segments: changes([segment], ['old']),
      overrides: changes([], ['a']),
      ids: [{ type: 'user', id: 'ann' }],
      endedFlags: ['b'],
    },
  },
  { name: 'a reset', schema: SyncReset, guard: isSyncReset, message: { ...place, version: 4 } },
  {
    name: 'overrides',
    schema: SyncedOverrides,
    guard: isSyncedOverrides,
    message: { ...place, version: 4, overrides: [override] },
  },
  {
    name: 'keys',
    schema: SyncedKeys,
    guard: isSyncedKeys,
    message: { ...place, version: 4, keys: [key, { ...key, kind: 'server', origins: [], endsAt: null }] },
  },
];

/** The message with one of its parts, at any depth, replaced by something else. */
function mutated(message: object): fc.Arbitrary<unknown> {
  return fc.tuple(fc.array(fc.nat(20), { maxLength: 4 }), fc.jsonValue({ maxDepth: 1 })).map(([path, scrap]) => {
    const copy = JSON.parse(JSON.stringify({ root: message })) as { root: unknown };
    let [parent, key]: [Record<string, unknown>, string] = [copy, 'root'];
    for (const step of path) {
      const inner = parent[key];
      if (typeof inner !== 'object' || inner === null) break;
      const keys = Object.keys(inner);
      if (keys.length === 0) break;
      [parent, key] = [inner as Record<string, unknown>, keys[step % keys.length] as string];
    }
    parent[key] = scrap;
    return copy.root;
  });
}

describe.each(MESSAGES)('13.5 the guard of $name', ({ schema, guard, message }) => {
  it('accepts what its schema accepts, and may have unknown fields', () => {
    expect(schema.safeParse(message).error).toBeUndefined();
    expect(guard(message)).toBe(true);
    expect(guard({ ...message, later: 1 })).toBe(true);
    fc.assert(fc.property(mutated(message), (other) => !schema.safeParse(other).success || guard(other)));
  });

  it('refuses a message without one of its fields, and anything that is not an object', () => {
    for (const field of Object.keys(message)) {
      const rest = { ...message, [field]: undefined };
      expect(guard(rest), field).toBe(false);
    }
    for (const other of [null, [], 'text', 7, undefined]) expect(guard(other)).toBe(false);
  });
});
