import { DomainError, type EnvironmentKey, type EvaluationContext } from '@burgee/contracts';
import type { Database } from '@burgee/data-access';
import { NOW } from '@burgee/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Cache } from '../cache/cache.ts';
import { createMemoryCache } from '../cache/memory-cache.ts';
import { evaluateBooleans, evaluateBooleansNow } from '../evaluation/evaluate.ts';
import { startTestApi, type Api, type TestApi } from '../test-services.ts';
import { one, until } from '../test-snapshots.ts';

/** The way from a server to the database, and what goes over it. */
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
      // Who began while it was held stays held.
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

/** Has `of` hear of all that was committed. */
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

describe('W39.7 looking up', () => {
  it('costs nothing for a user without overrides', async () => {
    const environment = await aFlag();
    await current(environment);
    expect(await readsFor(() => ask(environment, { userId: 'bob' }))).toEqual([false, 0]);
    expect(server.services.overrides.forContext(environment, { userId: 'bob' })).toBeUndefined();
  });

  it('a cache miss reads the database, with one query; a cache hit gives what is cached', async () => {
    const environment = await aFlag();
    await current(environment);
    const both = { userId: 'somebody' };
    expect(await readsFor(() => ask(environment, both))).toEqual([true, 1]);
    for (let round = 0; round < 3; round++) expect(await readsFor(() => ask(environment, both))).toEqual([true, 0]);
    expect(server.services.overrides.forContext(environment, both)).not.toBeInstanceOf(Promise);
  });

  it('of many at once for one id is one query', async () => {
    const environment = await aFlag();
    await current(environment);
    const many = () => Promise.all(Array.from({ length: 50 }, () => ask(environment, { userId: 'somebody' })));
    const [answers, reads] = await readsFor(many);
    expect([new Set(answers), reads]).toEqual([new Set([true]), 1]);
  });

  it('finds what another server has cached, without the database', async () => {
    const environment = await aFlag();
    await current(environment);
    expect(await ask(environment, { userId: 'somebody' }, writer)).toBe(true);
    const key = `feature_flags:${environment}:${flagKey}:overrides:somebody`;
    await until(async () => (await shared.get([key]))[0] !== undefined);
    expect(await readsFor(() => ask(environment, { userId: 'somebody' }))).toEqual([true, 0]);
  });

  it('has no answer at once where it has to be fetched first', async () => {
    const environment = await aFlag();
    await current(environment);
    await shared.deletePrefix('feature_flags:');
    const question = { environment, context: { userId: 'somebody' } };
    expect(evaluateBooleansNow(server.services, question)).toBeUndefined();
    expect(await evaluateBooleans(server.services, question)).toMatchObject({ json: `{"${flagKey}":true}` });
    expect(evaluateBooleansNow(server.services, question)).toMatchObject({ json: `{"${flagKey}":true}` });
  });

  it('in an environment that nobody has heard of finds nothing', async () => {
    const nowhere = 'nowhere' as EnvironmentKey;
    expect(await server.services.overrides.forContext(nowhere, { userId: 'ada' })).toBeUndefined();
  });

  it('finds in the shared cache, too, that there is none any more', async () => {
    const environment = await aFlag();
    await current(environment);
    // Past the write path, so that the index still names the id.
    await writer.services.database.write((em) => em.execute('delete from feature_flag_user_overrides'));
    expect(await ask(environment, { userId: 'somebody' }, writer)).toBe(false);
    const key = `feature_flags:${environment}:${flagKey}:overrides:somebody`;
    await until(async () => (await shared.get([key]))[0] !== undefined);
    expect(await readsFor(() => ask(environment, { userId: 'somebody' }))).toEqual([false, 0]);
  });

  it('keeps for 5 minutes', async () => {
    const environment = await aFlag();
    await current(environment);
    await ask(environment, { userId: 'somebody' });
    await shared.deletePrefix('feature_flags:');
    server.time.now = NOW + 299_000;
    expect(await readsFor(() => ask(environment, { userId: 'somebody' }))).toEqual([true, 0]);
    server.time.now = NOW + 301_000;
    expect(await readsFor(() => ask(environment, { userId: 'somebody' }))).toEqual([true, 1]);
  });

  it('keeps that there is none, too, while it is not known yet who has any', async () => {
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
          // Rulesets are objects, batches of ids are lists.
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
    // What cannot be stored is nobody's, and does not make the database seem away.
    for (const userId of ['a\0b', '\ud83d']) expect(await ask(environment, { userId }, starting)).toBe(false);
    expect(starting.failures).toEqual([]);
    scan.resolve();
  });
});

describe('W39.7 what was cached is dropped', () => {
  it('invalidation on add, on this server and on another one', async () => {
    const environment = await aFlag();
    await current(environment);
    for (const of of [server, writer]) expect(await ask(environment, { userId: 'ada' }, of)).toBe(false);
    await include(environment, 'ada');
    expect(await ask(environment, { userId: 'ada' }, writer)).toBe(true);
    await current(environment);
    expect(await ask(environment, { userId: 'ada' })).toBe(true);
  });

  it('invalidation on remove, and on change', async () => {
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

  it('also what was being read while it changed', async () => {
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

  it('makes a version without loading the flags again, and keeps the others’', async () => {
    const environment = await aFlag();
    await current(environment);
    await ask(environment, { userId: 'somebody' });
    const before = server.services.snapshots.ruleset(environment).version;
    await include(environment, 'ada');
    await current(environment);
    expect(server.services.snapshots.ruleset(environment).version).toBe(before + 1);
    expect(await readsFor(() => ask(environment, { userId: 'somebody' }))).toEqual([true, 0]);
  });

  it('W9.16 by hand, everywhere and whole', async () => {
    const environment = await aFlag();
    await current(environment);
    await ask(environment, { userId: 'somebody' });
    // Past the write path: nobody hears of it.
    await writer.services.database.write((em) => em.execute('delete from feature_flag_user_overrides'));
    expect(await ask(environment, { userId: 'somebody' })).toBe(true);
    await admin.environments.invalidateCache({ key: environment });
    await admin.environments.invalidateCache({ key: environment, reason: 'mended by hand' });
    await current(environment);
    expect(await ask(environment, { userId: 'somebody' })).toBe(false);
    const { items } = await admin.audit.list({ environment, type: 'environment', action: 'updated' });
    expect(items).toMatchObject([
      { reason: 'caches invalidated: mended by hand', actor: 'admin@example.org' },
      { reason: 'caches invalidated', actor: 'admin@example.org' },
    ]);
  });
});

describe('R14 what stands in the shared cache', () => {
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
    ['half of it', (entry: object) => JSON.stringify(entry).slice(0, -5)],
    ['of another database', (entry: object) => JSON.stringify({ ...entry, origin: 'elsewhere', override: null })],
    ['of another environment', (entry: object) => JSON.stringify({ ...entry, environment: 'other', override: null })],
    ['for somebody else', (entry: object) => JSON.stringify({ ...entry, target: 'bob', override: null })],
    ['older than the last change', (entry: object) => JSON.stringify({ ...entry, version: 0, override: null })],
    [
      'whose override is of another flag',
      (entry: { override?: object }) => JSON.stringify({ ...entry, override: { ...entry.override, flagKey: 'other' } }),
    ],
  ])('is a miss where it is %s', async (_, broken) => {
    const environment = await aFlag();
    await current(environment);
    const entry = await stored(environment);
    await shared.set(new Map([[key(environment), broken(entry)]]));
    expect(await readsFor(() => ask(environment, { userId: 'somebody' }))).toEqual([true, 1]);
  });
});

describe('R5 while the database is away', () => {
  it('a warm user keeps the answer, a cold one gets that of the flag, and nobody an error', async () => {
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
    // Also when it was kept for longer than it should be.
    server.time.now += 600_000;
    expect(await ask(environment, { userId: 'somebody' })).toBe(true);
    link.isCut = false;
    await current(environment);
    server.services.overrides.databaseAnswers();
    expect(await ask(environment, { userId: 'cold' })).toBe(true);
  });

  it('R1 nobody waits for it after the first failure, until it was reached', async () => {
    const environment = await aFlag();
    for (const userId of ['one', 'two']) await include(environment, userId);
    await current(environment);
    link.isCut = true;
    expect(await ask(environment, { userId: 'one' })).toBe(false);
    const failed = server.failures.length;
    // It hangs now: who asked it would wait for ever.
    Object.assign(link, { isCut: false, held: new Promise<void>(() => undefined) });
    expect(await readsFor(() => ask(environment, { userId: 'two' }))).toEqual([false, 0]);
    expect(server.failures.length).toBe(failed);
    link.held = undefined;
    // What is heard of a change was read from it.
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
          if (!Array.isArray(result)) loads++;
          return result;
        },
      }),
    });
    return Object.assign(api, { link, loads: () => loads });
  };

  it('a cache hit gives what is cached, a miss reads the database', async () => {
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

  it('an update invalidates the cache: nobody gets the older one', async () => {
    const cache = createMemoryCache({ clock: () => NOW });
    const environment = await aFlag();
    await using first = await reading(cache);
    await admin.flags.setEnabled({ environment, key: flagKey, enabled: false });
    await using second = await reading(cache);
    expect(second.services.snapshots.ruleset(environment).version).toBe(4);
    expect(first.loads()).toBeGreaterThan(0);
  });
});
