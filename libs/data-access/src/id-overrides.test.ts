import type { EnvironmentKey, FlagKey, TargetId } from '@burgee/contracts';
import { NOW } from '@burgee/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeRuleset } from './change-ruleset.ts';
import { FlagRow, OverrideRow, UserOverrideRow } from './entities.ts';
import { loadIdOverrides, scanTargets, type TargetEntry } from './id-overrides.ts';
import { loadNews } from './load-news.ts';
import { readUserOverrides } from './read-user-overrides.ts';
import {
  aChange,
  addEnvironment,
  addFlag,
  aWriteContext,
  NO_CHANGE_OF_RULESET,
  openPglite,
  openPostgres,
  readVersion,
  type TestDatabase,
  touch,
} from './test-database.ts';

const at = new Date(NOW);
const end = new Date(NOW + 3_600_000);
const id = (text: string) => text as TargetId;

describe.each([
  ['postgresql', openPostgres],
  ['pglite', openPglite],
] as const)('W39.7 overrides for ids on %s', (_, open) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database[Symbol.asyncDispose]());

  let count = 0;
  /** Adds an environment with the flags `a` and `b`. */
  async function anEnvironment(): Promise<EnvironmentKey> {
    const environment = await addEnvironment(database, `env-${++count}`);
    for (const key of ['a', 'b']) await addFlag(aWriteContext(database), environment, { key });
    return environment;
  }
  async function add(environment: EnvironmentKey, key: string, users: string[], others: [string, string][] = []) {
    await database.write(async (em) => {
      const flag = await em.findOneOrFail(FlagRow, { environment, key: key as never });
      const row = () => ({ id: randomUUID(), flag, createdBy: 'grace', createdAt: at });
      for (const userId of users) {
        em.create(UserOverrideRow, {
          ...row(),
          userId: id(userId),
          overrideType: 'include',
          value: 'x',
          reason: 'why',
        });
      }
      for (const [type, target] of others) {
        em.create(OverrideRow, { ...row(), type: type as 'session', target, value: { a: [null] }, expiresAt: end });
      }
      await em.flush();
    });
  }

  it('are found by id, type and environment, as of a version', async () => {
    const environment = await anEnvironment();
    await add(
      environment,
      'a',
      ['ada', 'bob'],
      [
        ['session', 'ada'],
        ['testing', 'ada'],
      ],
    );
    await add(environment, 'b', ['ada']);
    await add(await anEnvironment(), 'a', ['ada']);
    const users = await loadIdOverrides(database, environment, 'user', id('ada'));
    expect(users.version).toBe(2);
    expect(users.overrides.map(({ flagKey }) => flagKey).sort()).toEqual(['a', 'b']);
    expect(users.overrides[0]).toEqual({
      id: expect.any(String),
      type: 'user',
      priority: 100,
      flagKey: expect.any(String),
      target: 'ada',
      overrideType: 'include',
      value: 'x',
      reason: 'why',
      createdBy: 'grace',
      createdAt: at.toISOString(),
      expiresAt: null,
    });
    for (const type of ['session', 'testing'] as const) {
      expect((await loadIdOverrides(database, environment, type, id('ada'))).overrides).toMatchObject([
        { type, target: 'ada', value: { a: [null] }, reason: null, expiresAt: end.toISOString() },
      ]);
    }
    expect(await loadIdOverrides(database, environment, 'user', id('nobody'))).toEqual({ version: 2, overrides: [] });
    const nowhere = await loadIdOverrides(database, 'nowhere' as EnvironmentKey, 'user', id('ada'));
    expect(nowhere).toEqual({ version: 0, overrides: [] });
  });

  it('15.4 15.5 of users are read by flag, in the order of the users, as of a version', async () => {
    const environment = await anEnvironment();
    await add(environment, 'a', ['cy', 'ada', 'bob'], [['session', 'abe']]);
    await add(environment, 'b', ['dan', 'bob']);
    await add(await anEnvironment(), 'a', ['ada']);
    const read = async (limits: Parameters<typeof readUserOverrides>[2], from = environment) => {
      const { version, overrides } = await database.read((em) => readUserOverrides(em, from, limits));
      return [version, overrides.map(({ flagKey, target }) => `${flagKey} ${target}`)];
    };
    expect(await read({ perFlag: 9 })).toEqual([2, ['a ada', 'a bob', 'b bob', 'a cy', 'b dan']]);
    expect(await read({ perFlag: 2, flagKeys: ['a' as FlagKey] })).toEqual([2, ['a ada', 'a bob']]);
    expect(await read({ perFlag: 9 }, 'nowhere' as EnvironmentKey)).toEqual([0, []]);
  });

  it('an include without a value has no value, rather than null', async () => {
    const environment = await anEnvironment();
    await add(environment, 'a', ['ada']);
    await database.write((em) => em.execute('update feature_flag_user_overrides set value = null'));
    const { overrides } = await loadIdOverrides(database, environment, 'user', id('ada'));
    expect(overrides[0]).not.toHaveProperty('value');
  });

  it('are all scanned, with any batch size', async () => {
    const environment = await anEnvironment();
    const users = Array.from({ length: 7 }, (_, index) => `user-${index}`);
    await add(environment, 'a', users, [
      ['session', 's'],
      ['testing', 't'],
      ['session', 'u'],
    ]);
    for (const size of [1, 3, 7, 100]) {
      const found: TargetEntry[] = [];
      for await (const batch of scanTargets(database, size)) {
        expect(batch.length).toBeLessThanOrEqual(size);
        found.push(...batch.filter((entry) => entry.environment === environment));
      }
      expect(found.map(({ type, target, flagKey }) => `${flagKey} ${type} ${target}`).sort()).toEqual(
        [...users.map((user) => `a user ${user}`), 'a session s', 'a testing t', 'a session u'].sort(),
      );
    }
  });

  describe('the news since a version', () => {
    const change = async (environment: EnvironmentKey, ...fields: Partial<Parameters<typeof aChange>[1]>[]) => {
      const [first = {}, ...others] = fields;
      await changeRuleset(aWriteContext(database), [environment], async () => ({
        result: undefined,
        changes: [aChange(environment, first), ...others.map((each) => aChange(environment, each))],
      }));
    };
    const userEntry = { subject: 'override', overrideType: 'user', key: 'a' } as const;

    it('lists only overrides for ids, in the order in which they changed', async () => {
      const environment = await anEnvironment();
      const held = await readVersion(database, environment);
      await change(environment, { ...userEntry, target: id('ada'), action: 'created' });
      await change(
        environment,
        { ...userEntry, target: id('ada'), action: 'removed' },
        { ...userEntry, target: id('bob') },
      );
      const news = await loadNews(database, environment, held as never);
      expect(news).toMatchObject({ version: held + 2, delta: NO_CHANGE_OF_RULESET });
      const common = { type: 'user', flagKey: 'a' };
      expect(news?.overrides).toEqual([
        { ...common, target: 'ada', isGone: false, version: held + 1 },
        { ...common, target: 'ada', isGone: true, version: held + 2 },
        { ...common, target: 'bob', isGone: false, version: held + 2 },
      ]);
      expect(await loadNews(database, environment, (held + 2) as never)).toMatchObject({
        delta: NO_CHANGE_OF_RULESET,
        overrides: [],
      });
    });

    it('lists each id of an entry about many expired overrides', async () => {
      const environment = await anEnvironment();
      const held = await readVersion(database, environment);
      const before = { counts: { user: 2, session: 1 }, sample: [], targets: { user: ['ada', 'bob'], session: ['s'] } };
      await change(environment, { subject: 'override', key: 'a', action: 'expired', before });
      const gone = { flagKey: 'a', isGone: true, version: held + 1 };
      expect(await loadNews(database, environment, held as never)).toMatchObject({
        delta: NO_CHANGE_OF_RULESET,
        overrides: [
          { ...gone, type: 'user', target: 'ada' },
          { ...gone, type: 'user', target: 'bob' },
          { ...gone, type: 'session', target: 's' },
        ],
      });
    });

    it('lists a deleted flag once, no matter how many overrides were deleted with it', async () => {
      const environment = await anEnvironment();
      const held = await readVersion(database, environment);
      const before = { counts: { user: 200_000 }, sample: [] };
      await change(
        environment,
        { subject: 'flag', key: 'a', action: 'removed' },
        { ...userEntry, action: 'removed', before },
      );
      expect(await loadNews(database, environment, held as never)).toMatchObject({
        delta: { overrides: { delete: ['a'] } },
        overrides: [{ type: 'flag', flagKey: 'a', version: held + 1 }],
      });
    });

    it('R14 is unknown after an unreadable entry about overrides', async () => {
      const environment = await anEnvironment();
      const held = await readVersion(database, environment);
      await change(environment, { ...userEntry, action: 'expired', before: { counts: { user: 'some' } } });
      expect(await loadNews(database, environment, held as never)).toMatchObject({
        delta: undefined,
        overrides: undefined,
      });
    });

    it.each([
      ['a flag', { subject: 'flag', key: 'a' }],
      ['an emergency', { subject: 'override', overrideType: 'emergency', key: 'a' }],
    ] as const)('is about more than ids if it includes %s, and still lists the ids', async (_what, fields) => {
      const environment = await anEnvironment();
      const held = await readVersion(database, environment);
      await change(environment, fields, { ...userEntry, target: id('ada') });
      expect(await loadNews(database, environment, held as never)).toMatchObject({
        delta: { overrides: { delete: ['a'] } },
        overrides: [{ target: 'ada' }],
      });
    });

    it('is unknown after a change of the environment, after a gap in the trail, and without a held version', async () => {
      const unknown = { delta: undefined, overrides: undefined };
      const environment = await anEnvironment();
      expect(await loadNews(database, environment, undefined)).toMatchObject({ version: 2, ...unknown });
      await change(environment, { subject: 'environment' });
      expect(await loadNews(database, environment, 2 as never)).toMatchObject({ version: 3, ...unknown });
      await touch(aWriteContext(database), environment);
      await change(environment, { ...userEntry, target: id('ada') });
      await database.write(async (em) => {
        await em.execute(`set local burgee.retention = 'on'`);
        await em.execute('delete from audit_entries where version = 4');
      });
      expect(await loadNews(database, environment, 3 as never)).toMatchObject({ version: 5, ...unknown });
      // A restored database, whose version is below the held one.
      expect(await loadNews(database, environment, 9 as never)).toMatchObject({ version: 5, ...unknown });
      expect(await loadNews(database, 'nowhere' as EnvironmentKey, undefined)).toBeUndefined();
    });
  });
});
