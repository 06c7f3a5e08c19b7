import type { EnvironmentKey, SyncedRuleset, TargetId } from '@burgee/contracts';
import { areFilterWords, createIdFilter, rulesetChecksum } from '@burgee/evaluator';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../access/caller.ts';
import type { Services } from '../context.ts';
import { type Api, failureFrom, startTestApi, type TestApi } from '../test-services.ts';
import { countUsage, findOverrides, followedEnvironment, listKeys } from './follow.ts';
import { createRulesetPayloads } from './ruleset-payloads.ts';

let api: TestApi;
let admin: Api;
let environment: EnvironmentKey;
beforeAll(async () => {
  api = await startTestApi();
  admin = api.as('admin');
  environment = await api.newEnvironment();
  await admin.flags.create({ environment, key: 'a' });
  await admin.overrides.setUser({ environment, flagKey: 'a', userId: 'ann', overrideType: 'include' });
});
afterAll(() => api[Symbol.asyncDispose]());

const target = (id: string) => id as TargetId;

describe('13.5 the environment that a caller may follow', () => {
  const keyOf = (kind: 'server' | 'web'): Caller => ({
    key: { id: 'k', name: 'k', kind, environment: 'staging' as EnvironmentKey, origins: [] },
    ended: new AbortController().signal,
  });
  const ask = async (caller: Caller, asked?: string) =>
    followedEnvironment({ services: api.services, caller }, asked as EnvironmentKey | undefined);

  it('is that of its server key', async () => {
    expect(await ask(keyOf('server'))).toBe('staging');
    expect(await ask(keyOf('server'), 'staging')).toBe('staging');
    expect(await failureFrom(ask(keyOf('server'), 'production'))).toMatchObject({ code: 'TOKEN_SCOPE' });
  });

  it('is none for everyone else, even where evaluation is public', async () => {
    expect(await failureFrom(ask(keyOf('web')))).toMatchObject({ code: 'TOKEN_SCOPE' });
    expect(await failureFrom(ask({ problem: 'missing' }))).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await failureFrom(ask({ problem: 'invalid' }))).toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

describe('13.10 the keys of an environment', () => {
  it('are listed with their version, and with the origin of the environment', async () => {
    const before = listKeys(api.services, environment);
    const { key } = await admin.keys.create({ kind: 'server', environment, name: 'a' });
    await admin.keys.create({ kind: 'server', environment: 'production', name: 'b' });
    const { keys, ...rest } = listKeys(api.services, environment);
    expect(keys.map(({ id, name }) => ({ id, name }))).toEqual([{ id: key.id, name: 'a' }]);
    expect(rest).toEqual({
      environment,
      origin: api.services.syncLog.origin(environment),
      version: before.version + 2,
    });
    expect(() => listKeys(api.services, 'nowhere' as EnvironmentKey)).toThrow('no environment "nowhere"');
  });
});

describe('13.5 the overrides of ids', () => {
  const find = (services: Services, ...ids: string[]) =>
    findOverrides(services, environment, { ids: ids.map((id) => ({ type: 'user', id: target(id) })) });

  it('are read from the database once, and from memory after an evaluation', async () => {
    const { version } = api.services.snapshots.ruleset(environment);
    for (let round = 0; round < 2; round++) {
      expect(await find(api.services, 'ann', 'ben')).toMatchObject({
        environment,
        version,
        origin: api.services.syncLog.origin(environment),
        overrides: [{ type: 'user', target: 'ann', flagKey: 'a' }],
      });
      await api.services.overrides.forContext(environment, { userId: 'ann' });
    }
  });

  it('are never reported as none because the database is away', async () => {
    let isAway = false;
    await using cut = await startTestApi({
      url: api.url,
      through: (database) => ({
        ...database,
        read: (work) => (isAway ? Promise.reject(new Error('away')) : database.read(work)),
      }),
    });
    isAway = true;
    await expect(find(cut.services, 'ann')).rejects.toThrow('away');
    // An id that the index rejects has none, and needs no query.
    expect(await find(cut.services, 'ben')).toMatchObject({ overrides: [] });
    isAway = false;
  });
});

describe('13.5 the payload of a ruleset', () => {
  const payload = (services = api.services) => services.rulesetPayloads(environment);

  it('is encoded once per version and encoding', async () => {
    const before = payload();
    expect(payload()).toBe(before);
    expect(before.bytes('br')).toBe(before.bytes('br'));
    const [br, gzip, plain] = await Promise.all((['br', 'gzip', 'identity'] as const).map(before.bytes));
    expect(brotliDecompressSync(br!).toString()).toBe(plain!.toString());
    expect(gunzipSync(gzip!).toString()).toBe(plain!.toString());
    await admin.flags.create({ environment, key: 'b' });
    expect(payload().etag).not.toBe(before.etag);
  });

  it('tells which ids may have overrides', async () => {
    const { ruleset, checksum, overrides } = JSON.parse(String(await payload().bytes('identity'))) as SyncedRuleset;
    expect(checksum).toBe(rulesetChecksum(ruleset));
    const bytes = Buffer.from(overrides.filter!.user, 'base64');
    const words = new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    expect(areFilterWords(words)).toBe(true);
    const filter = createIdFilter(undefined, words);
    expect([overrides.count, filter.mayHave('ann'), filter.mayHave('ben')]).toEqual([1, true, false]);
  });

  it('has no filter while the ids are not known, and another one as soon as they are', async () => {
    await using starting = await startTestApi({ url: api.url, isIndexed: false });
    const { overrides } = starting.services;
    let areKnown = false;
    const idsOf: typeof overrides.idsOf = (of) => (areKnown ? overrides.idsOf(of) : undefined);
    const payloads = createRulesetPayloads({ ...starting.services, overrides: { ...overrides, idsOf } });
    const before = payloads(environment);
    expect(JSON.parse(String(await before.bytes('identity')))).toMatchObject({ overrides: { count: 0, filter: null } });
    await overrides.ready();
    areKnown = true;
    expect(payloads(environment).etag).not.toBe(before.etag);
  });
});

it('13.5 ids are not known of an environment that does not exist', () => {
  expect(api.services.overrides.idsOf('nowhere' as EnvironmentKey)).toBeUndefined();
});

it('13.5 reported usage counts flags and variants that exist', async () => {
  countUsage(api.services, environment, {
    sdk: { name: 'test', version: '1', instance: 'a' },
    counts: [
      { flagKey: 'a', variant: 'on', count: 3 },
      { flagKey: 'a', variant: null, count: 1 },
      { flagKey: 'a', variant: 'purple', count: 9 },
      { flagKey: 'nowhere', variant: 'on', count: 9 },
    ] as never,
  });
  await api.services.usage.flush();
  expect(await admin.flags.usage({ environment, key: 'a' })).toMatchObject({ total: 4 });
});
