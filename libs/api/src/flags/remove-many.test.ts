import { type EnvironmentKey, ManyOverrides, MINUTE_MS } from '@burgee/contracts';
import type { Database } from '@burgee/data-access';
import { NOW } from '@burgee/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMemoryCache } from '../cache/memory-cache.ts';
import { type Api, startTestApi, type TestApi } from '../test-services.ts';
import { one } from '../test-snapshots.ts';

/** When set, fails between two batches of a deletion, as if this server were killed there. */
const knife = { isOut: false };
const killed = new Error('killed');
const through = (database: Database): Database => ({
  ...database,
  write: (work) =>
    database.write((em, renew, transaction) => {
      const renewOrDie = () => {
        if (knife.isOut) throw killed;
        renew();
      };
      return work(em, renewOrDie, transaction);
    }),
});

const shared = createMemoryCache({ clock: () => NOW });
let api: TestApi;
let other: TestApi;
let editor: Api;
beforeAll(async () => {
  api = await startTestApi({ cache: shared, through });
  other = await startTestApi({ cache: shared, url: api.url });
  editor = api.as('editor');
});
afterAll(async () => {
  await other[Symbol.asyncDispose]();
  await api[Symbol.asyncDispose]();
});

const flagKey = 'checkout';
const MANY = 20_000;

/** Creates a flag that is off for everyone without an override, in an environment that both servers know. */
async function aFlag(): Promise<EnvironmentKey> {
  const environment = await api.newEnvironment();
  await editor.flags.create({ environment, key: flagKey, enabled: true });
  await editor.flags.create({ environment, key: 'search', enabled: true });
  return environment;
}

/** Inserts overrides in one statement, bypassing the write path; then both servers rescan the table. */
async function addUsers(environment: EnvironmentKey, count: number): Promise<void> {
  await api.services.database.write((em) =>
    em.execute(
      `insert into feature_flag_user_overrides (flag_id, user_id, override_type, reason, created_by)
       select id, 'user-' || n, 'include', 'beta', 'grace' from feature_flags, generate_series(1, ?::int) n
       where environment = ? and flag_key = ?`,
      [count, environment, flagKey],
    ),
  );
  await api.as('admin').environments.invalidateCache({ key: environment });
  await current(environment);
}

/** Waits until both servers have the newest version and have cleaned up. */
async function current(environment: EnvironmentKey): Promise<void> {
  const { version } = await editor.environments.get({ key: environment });
  for (const { services } of [api, other]) {
    await services.snapshots.catchUp(one(environment, version));
    await services.overrides.ready();
  }
}

const ask = (of: TestApi, environment: EnvironmentKey, userId: string, key = flagKey) =>
  of
    .as('viewer')
    .evaluation.evaluate({ environment, flagKey: key, context: { userId } })
    .then(({ value }) => value);
const idsOf = ({ services }: TestApi) => services.overrides.status().targets;
const countRows = async (environment: EnvironmentKey) =>
  (await editor.overrides.list({ environment, pageSize: 1 })).pagination.total;

describe('W39.10 deleting a flag with very many overrides', () => {
  it('removes all of them, keeps those of other flags, and writes one entry with their counts', async () => {
    const environment = await aFlag();
    const place = { environment, flagKey };
    await addUsers(environment, MANY);
    await editor.overrides.setUser({ ...place, flagKey: 'search', userId: 'user-1', overrideType: 'include' });
    await editor.overrides.setTesting({
      ...place,
      testRunId: 'run',
      value: true,
      expiresAt: new Date(NOW + MINUTE_MS).toISOString(),
    });
    await editor.overrides.setGlobal({ ...place, value: true });
    await editor.flags.delete({ environment, key: flagKey, reason: 'done' });

    expect(await countRows(environment)).toBe(1);
    const { items } = await editor.audit.list({ environment, action: 'removed' });
    expect(items).toMatchObject([
      { subject: 'override', key: flagKey, overrideType: null, target: null, reason: 'done', after: null },
      { subject: 'override', key: flagKey, overrideType: 'global', reason: 'done' },
      { subject: 'flag', key: flagKey, reason: 'done' },
    ]);
    const { counts, sample, targets } = ManyOverrides.parse(items[0]?.before);
    expect([counts, sample.length, targets]).toEqual([{ user: MANY, testing: 1 }, 100, undefined]);
    expect(sample).toContainEqual(expect.objectContaining({ target: 'user-1', reason: 'beta', createdBy: 'grace' }));
    expect(await api.services.verifyAudit(undefined)).toMatchObject({ status: 'whole' });
    await current(environment);
    for (const of of [api, other]) expect(await ask(of, environment, 'user-1', 'search')).toBe(true);
  });

  it('clears them on every server, even if a new flag with the same key has other overrides', async () => {
    const environment = await aFlag();
    const [before, beforeOther] = [idsOf(api), idsOf(other)];
    await addUsers(environment, MANY);
    // Now both have it in memory and in their shared cache.
    for (const of of [api, other]) expect(await ask(of, environment, 'user-7')).toBe(true);
    await editor.flags.delete({ environment, key: flagKey });
    await current(environment);
    expect([idsOf(api), idsOf(other)]).toEqual([before, beforeOther]);
    await editor.flags.create({ environment, key: flagKey, enabled: true });
    await editor.overrides.setUser({ environment, flagKey, userId: 'user-8', overrideType: 'include' });
    await current(environment);
    for (const of of [api, other]) {
      expect(await ask(of, environment, 'user-7')).toBe(false);
      expect(await ask(of, environment, 'user-8')).toBe(true);
    }
  });

  it('is rolled back completely if the server is killed midway, and works afterwards', async () => {
    const environment = await aFlag();
    await addUsers(environment, MANY);
    knife.isOut = true;
    await expect(editor.flags.delete({ environment, key: flagKey })).rejects.toThrow('killed');
    knife.isOut = false;
    expect(await countRows(environment)).toBe(MANY);
    expect(await ask(api, environment, 'user-9')).toBe(true);
    expect((await editor.audit.list({ environment, action: 'removed' })).items).toEqual([]);
    await editor.flags.delete({ environment, key: flagKey });
    expect(await countRows(environment)).toBe(0);
  });

  it('S400.6 writes one entry each for up to 100', async () => {
    const environment = await aFlag();
    await addUsers(environment, 100);
    await editor.flags.delete({ environment, key: flagKey });
    const { items } = await editor.audit.list({ environment, action: 'removed', type: 'user', limit: 200 });
    expect(new Set(items.map(({ target }) => target)).size).toBe(100);
  });

  it('finds the entry by the type of override, whether it is about one type or several', async () => {
    const environment = await aFlag();
    await addUsers(environment, 101);
    await editor.flags.delete({ environment, key: flagKey });
    const { items } = await editor.audit.list({ environment, type: 'user' });
    expect(items).toMatchObject([{ overrideType: 'user', before: { counts: { user: 101 } } }]);
    await editor.flags.create({ environment, key: flagKey });
    await addUsers(environment, 101);
    const run = { testRunId: 'run', value: true, expiresAt: new Date(NOW + MINUTE_MS).toISOString() };
    await editor.overrides.setTesting({ environment, flagKey, ...run });
    await editor.flags.delete({ environment, key: flagKey });
    for (const type of ['user', 'testing'] as const) {
      const [newest] = (await editor.audit.list({ environment, type })).items;
      expect(newest).toMatchObject({ overrideType: null, before: { counts: { user: 101, testing: 1 } } });
    }
    expect((await editor.audit.list({ environment, type: 'global' })).items).toEqual([]);
  });

  it('does the same if the flag is reverted to before its creation', async () => {
    const environment = await aFlag();
    await addUsers(environment, MANY);
    const { items } = await editor.audit.list({ environment, flagKey, action: 'created' });
    const number = items[0]?.number ?? expect.fail('nothing was created');
    expect(await editor.flags.revert({ environment, key: flagKey, number, to: 'before' })).toBeNull();
    expect(await countRows(environment)).toBe(0);
    const [many] = (await editor.audit.list({ environment, action: 'removed', type: 'override' })).items;
    expect(many?.before).toMatchObject({ counts: { user: MANY } });
    // The restored flag has none of them, and its entry says so.
    const revived = await editor.flags.revert({ environment, key: flagKey, number, to: 'after' });
    expect(revived).toMatchObject({ key: flagKey });
    expect(await countRows(environment)).toBe(0);
    await current(environment);
    for (const of of [api, other]) expect(await ask(of, environment, 'user-7')).toBe(false);
  });
});
