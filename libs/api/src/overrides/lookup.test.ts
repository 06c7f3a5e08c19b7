import { DomainError, type EnvironmentKey, type EvaluationContext, Ruleset } from '@burgee/contracts';
import type { Database } from '@burgee/data-access';
import { NOW } from '@burgee/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Cache } from '../cache/cache.ts';
import { createMemoryCache } from '../cache/memory-cache.ts';
import { evaluateBooleans, evaluateBooleansNow } from '../evaluation/evaluate-to-json.ts';
import { storeRuleset } from '../stored-ruleset.ts';
import { type Api, startTestApi, type TestApi } from '../test-services.ts';
import { one, until } from '../test-snapshots.ts';

/** A server's link to the database, which counts reads and can fail or hang. */
function aLink() {
  const link = { reads: 0, isCut: false, held: undefined as Promise<void> | undefined };
  const passes = () => {
    if (link.isCut) throw new DomainError({ code: 'DATABASE_UNAVAILABLE', retryAfterSec: 2 });
  };
  const through = (database: Database): Database => ({
    ...database,
    read: async (work) => {
      passes();
      link.reads++;
      // A read that began while it was held stays held.
      const { held } = link;
      const result = await database.read(work);
      await held;
      return result;
    },
    load: async (work) => {
      passes();
      return database.load(work);
    },
  });
  return { link, through };
}

const shared = createMemoryCache({ clock: () => NOW });
const { link, through } = aLink();
let writer: TestApi;
let admin: Api;
let server: TestApi;
beforeAll(async () => {
  writer = await startTestApi({ cache: shared });
  admin = writer.as('admin');
  server = await startTestApi({ url: writer.url, through, cache: shared });
});
beforeEach(() => {
  writer.time.now = server.time.now = NOW;
  Object.assign(link, { isCut: false, held: undefined });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await writer[Symbol.asyncDispose]();
});

const flagKey = 'checkout';

async function aFlag(): Promise<EnvironmentKey> {
  const environment = await writer.newEnvironment();
  await admin.flags.create({ environment, key: flagKey, enabled: true });
  await include(environment, 'somebody');
  return environment;
}
const include = (environment: EnvironmentKey, userId: string) =>
  admin.overrides.setUser({ environment, flagKey, userId, overrideType: 'include' });
const take = (environment: EnvironmentKey, userId: string) =>
  admin.overrides.removeUser({ environment, flagKey, userId });

/** Brings `of` up to date with everything committed. */
async function current(environment: EnvironmentKey, of: TestApi = server): Promise<void> {
  const { version } = await admin.environments.get({ key: environment });
  await of.services.snapshots.catchUp(one(environment, version));
  await of.services.overrides.ready();
}

const ask = async (environment: EnvironmentKey, context: EvaluationContext, of: TestApi = server) =>
  (await of.as('viewer').evaluation.evaluate({ environment, flagKey, context })).value;

async function readsFor<T>(work: () => Promise<T>): Promise<[T, number]> {
  const before = link.reads;
  const result = await work();
  return [result, link.reads - before];
}

describe('W39.7 a look-up', () => {
  it('needs no I/O for a user without overrides', async () => {
    const environment = await aFlag();
    await current(environment);
    expect(await readsFor(() => ask(environment, { userId: 'bob' }))).toEqual([false, 0]);
    expect(server.services.overrides.forContext(environment, { userId: 'bob' })).toBeUndefined();
  });

  it('reads the database with one query on a cache miss, and not at all on a cache hit', async () => {
    const environment = await aFlag();
    await current(environment);
    const both = { userId: 'somebody' };
    expect(await readsFor(() => ask(environment, both))).toEqual([true, 1]);
    for (let round = 0; round < 3; round++) expect(await readsFor(() => ask(environment, both))).toEqual([true, 0]);
    expect(server.services.overrides.forContext(environment, both)).not.toBeInstanceOf(Promise);
  });

  it('runs one query for many concurrent calls with one id', async () => {
    const environment = await aFlag();
    await current(environment);
    const many = () => Promise.all(Array.from({ length: 50 }, () => ask(environment, { userId: 'somebody' })));
    const [answers, reads] = await readsFor(many);
    expect([new Set(answers), reads]).toEqual([new Set([true]), 1]);
  });

  it('finds overrides that another server has cached, without the database', async () => {
    const environment = await aFlag();
    await current(environment);
    expect(await ask(environment, { userId: 'somebody' }, writer)).toBe(true);
    const key = `feature_flags:${environment}:${flagKey}:overrides:somebody`;
    await until(async () => (await shared.get([key]))[0] !== undefined);
    expect(await readsFor(() => ask(environment, { userId: 'somebody' }))).toEqual([true, 0]);
  });

  it('has no synchronous answer if it has to fetch', async () => {
    const environment = await aFlag();
    await current(environment);
    await shared.deletePrefix('feature_flags:');
    const question = { environment, context: { userId: 'somebody' } };
    expect(evaluateBooleansNow(server.services, question)).toBeUndefined();
    expect(await evaluateBooleans(server.services, question)).toMatchObject({ json: `{"${flagKey}":true}` });
    expect(evaluateBooleansNow(server.services, question)).toMatchObject({ json: `{"${flagKey}":true}` });
  });

  it('finds nothing in an unknown environment', async () => {
    const nowhere = 'nowhere' as EnvironmentKey;
    expect(await server.services.overrides.forContext(nowhere, { userId: 'ada' })).toBeUndefined();
  });

  it('finds in the shared cache that an override was removed', async () => {
    const environment = await aFlag();
    await current(environment);
    // Bypasses the write path, so that the index still contains the id.
    await writer.services.database.write((em) => em.execute('delete from feature_flag_user_overrides'));
    expect(await ask(environment, { userId: 'somebody' }, writer)).toBe(false);
    const key = `feature_flags:${environment}:${flagKey}:overrides:somebody`;
    await until(async () => (await shared.get([key]))[0] !== undefined);
    expect(await readsFor(() => ask(environment, { userId: 'somebody' }))).toEqual([false, 0]);
  });

  it('is cached for 5 minutes', async () => {
    const environment = await aFlag();
    await current(environment);
    await ask(environment, { userId: 'somebody' });
    await shared.deletePrefix('feature_flags:');
    server.time.now = NOW + 299_000;
    expect(await readsFor(() => ask(environment, { userId: 'somebody' }))).toEqual([true, 0]);
    server.time.now = NOW + 301_000;
    expect(await readsFor(() => ask(environment, { userId: 'somebody' }))).toEqual([true, 1]);
  });

  it('caches that there is none before the index is ready', async () => {
    const environment = await writer.newEnvironment();
    await admin.flags.create({ environment, key: flagKey, enabled: true });
    const { version } = await admin.environments.get({ key: environment });
    const scan = Promise.withResolvers<void>();
    const late = aLink();
    await using starting = await startTestApi({
      url: writer.url,
      isIndexed: false,
      through: (database) => ({
        ...late.through(database),
        load: async (work) => {
          const result = await database.load(work);
          // Distinguishes loads: rulesets are objects, batches of ids are arrays.
          if (Array.isArray(result)) await scan.promise;
          return result;
        },
      }),
    });
    await starting.services.snapshots.catchUp(one(environment, version));
    expect(starting.services.overrides.status().isReady).toBe(false);
    const before = late.link.reads;
    for (let round = 0; round < 3; round++) expect(await ask(environment, { userId: 'bob' }, starting)).toBe(false);
    expect(late.link.reads - before).toBe(1);
    // An id that cannot be stored has no overrides, and does not count as an outage.
    for (const userId of ['a\0b', '\ud83d']) expect(await ask(environment, { userId }, starting)).toBe(false);
    expect(starting.failures).toEqual([]);
    scan.resolve();
  });
});

describe('W39.7 a cached override is dropped', () => {
  it('on add, on this server and on another one', async () => {
    const environment = await aFlag();
    await current(environment);
    for (const of of [server, writer]) expect(await ask(environment, { userId: 'ada' }, of)).toBe(false);
    await include(environment, 'ada');
    expect(await ask(environment, { userId: 'ada' }, writer)).toBe(true);
    await current(environment);
    expect(await ask(environment, { userId: 'ada' })).toBe(true);
  });

  it('on remove and on change', async () => {
    const environment = await aFlag();
    await current(environment);
    for (const of of [server, writer]) expect(await ask(environment, { userId: 'somebody' }, of)).toBe(true);
    await admin.overrides.setUser({ environment, flagKey, userId: 'somebody', overrideType: 'exclude' });
    await current(environment);
    for (const of of [server, writer]) expect(await ask(environment, { userId: 'somebody' }, of)).toBe(false);
    await include(environment, 'somebody');
    await take(environment, 'somebody');
    await current(environment);
    for (const of of [server, writer]) expect(await ask(environment, { userId: 'somebody' }, of)).toBe(false);
    expect(server.services.overrides.forContext(environment, { userId: 'somebody' })).toBeUndefined();
  });

  it('even if it was being read during the change', async () => {
    const environment = await aFlag();
    await current(environment);
    await shared.deletePrefix('feature_flags:');
    const gate = Promise.withResolvers<void>();
    link.held = gate.promise;
    const before = link.reads;
    const early = ask(environment, { userId: 'somebody' });
    await until(() => link.reads > before);
    link.held = undefined;
    await take(environment, 'somebody');
    await current(environment);
    gate.resolve();
    await early;
    expect(await ask(environment, { userId: 'somebody' })).toBe(false);
  });

  it('without reloading the flags or dropping those of other users', async () => {
    const environment = await aFlag();
    await current(environment);
    await ask(environment, { userId: 'somebody' });
    const before = server.services.snapshots.ruleset(environment).version;
    await include(environment, 'ada');
    await current(environment);
    expect(server.services.snapshots.ruleset(environment).version).toBe(before + 1);
    expect(await readsFor(() => ask(environment, { userId: 'somebody' }))).toEqual([true, 0]);
  });

  it('W9.16 by hand, completely and on every server', async () => {
    const environment = await aFlag();
    await current(environment);
    await ask(environment, { userId: 'somebody' });
    // Bypasses the write path: no server is notified.
    await writer.services.database.write((em) => em.execute('delete from feature_flag_user_overrides'));
    expect(await ask(environment, { userId: 'somebody' })).toBe(true);
    await admin.environments.invalidateCache({ key: environment });
    await admin.environments.invalidateCache({ key: environment, reason: 'fixed by hand' });
    await current(environment);
    expect(await ask(environment, { userId: 'somebody' })).toBe(false);
    const { items } = await admin.audit.list({ environment, type: 'environment', action: 'updated' });
    expect(items).toMatchObject([
      { reason: 'caches invalidated: fixed by hand', actor: 'admin@example.org' },
      { reason: 'caches invalidated', actor: 'admin@example.org' },
    ]);
  });
});

describe('R14 an entry of the shared cache', () => {
  const key = (environment: EnvironmentKey) => `feature_flags:${environment}:${flagKey}:overrides:somebody`;
  async function stored(environment: EnvironmentKey): Promise<Record<string, unknown>> {
    await ask(environment, { userId: 'somebody' }, writer);
    await until(async () => (await shared.get([key(environment)]))[0] !== undefined);
    const [text] = await shared.get([key(environment)]);
    return JSON.parse(text ?? '') as Record<string, unknown>;
  }

  it.each([
    ['no JSON', () => '{'],
    ['nothing', () => ''],
    ['another shape', () => '[]'],
    ['truncated', (entry: object) => JSON.stringify(entry).slice(0, -5)],
    ['from another database', (entry: object) => JSON.stringify({ ...entry, origin: 'elsewhere', override: null })],
    ['from another environment', (entry: object) => JSON.stringify({ ...entry, environment: 'other', override: null })],
    ['for another id', (entry: object) => JSON.stringify({ ...entry, target: 'bob', override: null })],
    ['older than the last change', (entry: object) => JSON.stringify({ ...entry, version: 0, override: null })],
    [
      'inconsistent, with an override of another flag',
      (entry: { override?: object }) => JSON.stringify({ ...entry, override: { ...entry.override, flagKey: 'other' } }),
    ],
  ])('is a miss if it is %s', async (_, broken) => {
    const environment = await aFlag();
    await current(environment);
    const entry = await stored(environment);
    await shared.set(new Map([[key(environment), broken(entry)]]));
    expect(await readsFor(() => ask(environment, { userId: 'somebody' }))).toEqual([true, 1]);
  });
});

describe('R5 while the database is unavailable', () => {
  it('a cached user keeps the answer, an uncached one gets the flag’s, and nobody gets an error', async () => {
    const environment = await aFlag();
    await include(environment, 'cold');
    await current(environment);
    expect(await ask(environment, { userId: 'somebody' })).toBe(true);
    await shared.deletePrefix('feature_flags:');
    link.isCut = true;
    const failed = server.failures.length;
    expect(await ask(environment, { userId: 'somebody' })).toBe(true);
    expect(await ask(environment, { userId: 'cold' })).toBe(false);
    expect(server.failures.length).toBe(failed + 1);
    // Even after its TTL.
    server.time.now += 600_000;
    expect(await ask(environment, { userId: 'somebody' })).toBe(true);
    link.isCut = false;
    await current(environment);
    server.services.overrides.databaseAnswers();
    expect(await ask(environment, { userId: 'cold' })).toBe(true);
  });

  it('R1 no look-up waits after the first failure, until the database is reached again', async () => {
    const environment = await aFlag();
    for (const userId of ['one', 'two']) await include(environment, userId);
    await current(environment);
    link.isCut = true;
    expect(await ask(environment, { userId: 'one' })).toBe(false);
    const failed = server.failures.length;
    // The database hangs now: a query would wait indefinitely.
    Object.assign(link, { isCut: false, held: new Promise<void>(() => undefined) });
    expect(await readsFor(() => ask(environment, { userId: 'two' }))).toEqual([false, 0]);
    expect(server.failures.length).toBe(failed);
    link.held = undefined;
    // A change was read from the database, so it is reachable again.
    await include(environment, 'three');
    await current(environment);
    expect(await ask(environment, { userId: 'two' })).toBe(true);
  });

  it('a context of any shape evaluates', async () => {
    const environment = await aFlag();
    await current(environment);
    for (const context of [{ userId: 7 }, { userId: {} }, { userId: ['a'] }, { sessionId: null }, { testRunId: '' }]) {
      expect(await ask(environment, context as never)).toBe(false);
    }
  });
});

const isRuleset = (loaded: unknown) => Ruleset.safeParse(loaded).success;

describe('W9.7 the ruleset in the shared cache', () => {
  const reading = async (cache: Cache) => {
    const { link, through } = aLink();
    let loads = 0;
    const api = await startTestApi({
      url: writer.url,
      cache,
      through: (database) => ({
        ...through(database),
        load: async (work) => {
          const result = await database.load(work);
          if (isRuleset(result)) loads++;
          return result;
        },
      }),
    });
    return Object.assign(api, { link, loads: () => loads });
  };

  it('is used on a hit, while a miss reads the database', async () => {
    const cache = createMemoryCache({ clock: () => NOW });
    const environment = await aFlag();
    await using first = await reading(cache);
    expect(first.loads()).toBeGreaterThan(0);
    await using second = await reading(cache);
    expect(second.loads()).toBe(0);
    const { flags, version } = second.services.snapshots.ruleset(environment);
    expect([[...flags.keys()], version]).toEqual([[flagKey], 3]);
    await cache.set(new Map([[`feature_flags:${environment}`, '{"origin":"x","ruleset":{}}']]));
    await using third = await reading(cache);
    expect(third.loads()).toBe(1);
  });

  it('13.1 is brought up to date by what has changed since, if that is known', async () => {
    const cache = createMemoryCache({ clock: () => NOW });
    const environment = await aFlag();
    await using first = await reading(cache);
    await admin.flags.setEnabled({ environment, key: flagKey, enabled: false });
    await using second = await reading(cache);
    expect(second.loads()).toBe(0);
    const sourceIn = ({ services }: TestApi) => JSON.stringify(services.snapshots.ruleset(environment).source);
    // The change may reach the first server later.
    await expect.poll(() => sourceIn(first)).toBe(sourceIn(second));
  });

  it('13.1 is of no use before a change that makes servers load everything, and from the future of a restored database', async () => {
    const environment = await aFlag();
    const { syncLog, snapshots } = writer.services;
    const { source } = snapshots.ruleset(environment);
    const origin = syncLog.origin(environment);
    await admin.environments.update({ key: environment, name: 'Edited' });
    for (const stored of [source, { ...source, version: 1_000_000 as never }]) {
      const cache = createMemoryCache({ clock: () => NOW });
      await cache.set(storeRuleset(origin, stored));
      await using server = await reading(cache);
      expect(server.loads()).toBeGreaterThan(0);
      expect(server.services.snapshots.ruleset(environment).version).toBe(source.version + 1);
    }
  });

  it('is invalidated by an update: nobody gets the older one', async () => {
    const cache = createMemoryCache({ clock: () => NOW });
    const environment = await aFlag();
    await using first = await reading(cache);
    await admin.flags.setEnabled({ environment, key: flagKey, enabled: false });
    await using second = await reading(cache);
    expect(second.services.snapshots.ruleset(environment).version).toBe(4);
    expect(first.loads()).toBeGreaterThan(0);
  });
});
