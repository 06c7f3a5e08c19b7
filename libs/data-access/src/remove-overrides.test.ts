import { type EnvironmentKey, HOUR_MS } from '@burgee/contracts';
import { NOW } from '@burgee/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FlagRow, OverrideRow, UserOverrideRow } from './entities.ts';
import { toOverride, toUserOverride } from './override-mapping.ts';
import { deleteExpired, deleteOverridesOf, findExpired } from './remove-overrides.ts';
import {
  addEnvironment,
  addFlag,
  aWriteContext,
  openPglite,
  openPostgres,
  type TestDatabase,
} from './test-database.ts';

const STOPPED = new Error('stopped');

describe.each([
  ['postgresql', openPostgres],
  ['pglite', openPglite],
] as const)('removing overrides on %s', (_, open) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    await database.write((em) => em.execute('delete from feature_flag_user_overrides'));
    await database.write((em) => em.execute('delete from feature_flag_overrides'));
  });
  afterAll(() => database[Symbol.asyncDispose]());

  let count = 0;
  async function anEnvironment(...keys: string[]): Promise<EnvironmentKey> {
    const environment = await addEnvironment(database, `env-${++count}`);
    for (const key of keys) await addFlag(aWriteContext(database), environment, { key });
    return environment;
  }

  /** Adds an override for each user, all with the same expiry or without one. */
  async function addUsers(environment: EnvironmentKey, key: string, users: readonly string[], expiresAt?: Date) {
    await database.write((em) =>
      em.execute(
        `insert into feature_flag_user_overrides (flag_id, user_id, override_type, value, reason, created_by, expires_at)
         select f.id, u.id, 'include', '{"a":[null]}', 'why', 'grace', ?::timestamptz
         from feature_flags f, jsonb_array_elements_text(?::jsonb) u (id) where f.environment = ? and f.flag_key = ?`,
        [expiresAt?.toISOString() ?? null, JSON.stringify(users), environment, key],
      ),
    );
  }

  async function addOthers(environment: EnvironmentKey, key: string, others: readonly [string, string][], at: Date) {
    await database.write((em) =>
      em.execute(
        `insert into feature_flag_overrides (flag_id, type, target, value, reason, created_by, expires_at)
         select f.id, o.value ->> 0, o.value ->> 1, 'true', 'why', 'grace',
           case when o.value ->> 0 <> 'emergency' then ?::timestamptz end
         from feature_flags f, jsonb_array_elements(?::jsonb) o where f.environment = ? and f.flag_key = ?`,
        [at.toISOString(), JSON.stringify(others), environment, key],
      ),
    );
  }

  const readRemaining = (environment: EnvironmentKey) =>
    database.read(async (em) => {
      const options = { populate: ['flag'] } as const;
      const users = await em.find(UserOverrideRow, { flag: { environment } }, options);
      const others = await em.find(OverrideRow, { flag: { environment } }, options);
      return [...users.map(toUserOverride), ...others.map(toOverride)];
    });

  const removeAll = (environment: EnvironmentKey, key: string, renew: () => void, batchSize?: number) =>
    database.write(async (em) => {
      const flag = await em.findOneOrFail(FlagRow, { environment, key: key as never });
      return deleteOverridesOf(em, flag.id, renew, batchSize);
    });

  it('W39.10 deletes and counts all overrides of one flag and no others, with any batch size', async () => {
    const ids = fc.uniqueArray(
      fc.oneof(fc.constantFrom('a', 'A', 'á', 'a ', ' a', 'user-10', 'user-9', '\u200b', "'", '🦊'), fc.string()),
      { maxLength: 12 },
    );
    const storable = ids.map((all) => all.filter((id) => id.length > 0 && !id.includes('\0') && id.isWellFormed()));
    await fc.assert(
      fc.asyncProperty(
        fc.record({ user: storable, session: storable, testing: storable }),
        fc.subarray(['emergency', 'global']),
        fc.integer({ min: 1, max: 6 }),
        async ({ user, session, testing }, everybody, batchSize) => {
          const environment = await anEnvironment('gone', 'kept');
          const others = [
            ...session.map((id): [string, string] => ['session', id]),
            ...testing.map((id): [string, string] => ['testing', id]),
            ...everybody.map((type): [string, string] => [type, '']),
          ];
          for (const key of ['gone', 'kept']) {
            await addUsers(environment, key, user);
            await addOthers(environment, key, others, new Date(NOW));
          }
          let renewed = 0;
          const counts = await removeAll(environment, 'gone', () => void renewed++, batchSize);
          const counted = Object.entries({ user, session, testing }).map(([type, { length }]) => [type, length]);
          expect(counts).toEqual(Object.fromEntries(counted.filter(([, length]) => length !== 0)));
          const kept = await readRemaining(environment);
          expect(kept).toHaveLength(user.length + others.length);
          expect(new Set(kept.map(({ flagKey }) => flagKey))).toEqual(new Set(kept.length > 0 ? ['kept'] : []));
          const batches = (rows: number) => Math.floor(rows / batchSize) + 1;
          expect(renewed).toBe(batches(user.length) + batches(others.length));
        },
      ),
      { numRuns: 25 },
    );
  });

  it('R7 deletes none if it is stopped between two batches', async () => {
    const environment = await anEnvironment('a');
    await addUsers(environment, 'a', ['1', '2', '3', '4', '5']);
    let renewed = 0;
    const stop = () => {
      if (++renewed === 2) throw STOPPED;
    };
    await expect(removeAll(environment, 'a', stop, 2)).rejects.toBe(STOPPED);
    expect(await readRemaining(environment)).toHaveLength(5);
  });

  it('S400.7 finds nothing if no override has expired', async () => {
    const environment = await anEnvironment('a');
    await addUsers(environment, 'a', ['ada'], new Date(NOW + HOUR_MS));
    await addUsers(environment, 'a', ['bob']);
    expect(await database.load((em) => findExpired(em, new Date(NOW)))).toBeUndefined();
  });

  it('S400.7 returns expired overrides unchanged, and leaves all others', async () => {
    const environment = await anEnvironment('a', 'b');
    const [past, future] = [new Date(NOW - HOUR_MS), new Date(NOW + HOUR_MS)];
    await addUsers(environment, 'a', ['ada', 'eva'], past);
    await addUsers(environment, 'b', ['ada'], past);
    await addOthers(environment, 'a', ['session', 'testing', 'global'].map((type) => [type, type === 'global' ? '' : 's']), past); // prettier-ignore
    const expired = await readRemaining(environment);
    await addUsers(environment, 'a', ['bob'], future);
    await addUsers(environment, 'a', ['eve']);
    await addOthers(environment, 'b', [['emergency', '']], past);
    await addUsers(await anEnvironment('a'), 'a', ['elsewhere'], new Date(NOW - 1));
    const deleted = await database.write(async (em) => {
      const batch = await findExpired(em, new Date(NOW));
      expect(batch).toEqual({ environment, flagId: undefined, limit: 500 });
      return batch && deleteExpired(em, batch, new Date(NOW));
    });
    const byId = (all: readonly { id: string }[]) => [...all].sort((one, other) => (one.id < other.id ? -1 : 1));
    expect(byId(deleted?.flatMap(({ override }) => override ?? []) ?? [])).toEqual(byId(expired));
    expect((await readRemaining(environment)).map((one) => ('target' in one ? one.target : one.type)).sort()).toEqual([
      'bob',
      'emergency',
      'eve',
    ]);
  });

  it('S400.7 deletes many overrides of one flag at once, and returns only some of them completely', async () => {
    const environment = await anEnvironment('a', 'b');
    const users = Array.from({ length: 250 }, (_one, at) => `user-${at}`);
    await addUsers(environment, 'a', users, new Date(NOW - 2 * HOUR_MS));
    await addUsers(environment, 'b', ['ada'], new Date(NOW - 3 * HOUR_MS));
    await addOthers(environment, 'a', [['global', '']], new Date(NOW - HOUR_MS));
    const deleted = await database.write(async (em) => {
      const batch = await findExpired(em, new Date(NOW));
      expect(batch).toEqual({ environment, flagId: expect.any(String), limit: 4_000 });
      return (batch && (await deleteExpired(em, batch, new Date(NOW)))) ?? [];
    });
    expect(deleted.filter(({ type }) => type === 'user').map(({ target }) => target as string).sort()).toEqual(users.sort()); // prettier-ignore
    const whole = deleted.flatMap(({ override }) => override ?? []);
    expect(whole.filter(({ type }) => type === 'user')).toHaveLength(100);
    // A global override always has its own entry.
    expect(whole.filter(({ type }) => type === 'global')).toHaveLength(1);
    expect(await readRemaining(environment)).toMatchObject([{ flagKey: 'b', target: 'ada' }]);
  });
});
