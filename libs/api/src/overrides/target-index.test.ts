import type { EnvironmentKey, FlagKey, RulesetVersion, TargetId } from '@burgee/contracts';
import type { Database, News, OverrideNews } from '@burgee/data-access';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, startTestApi, type TestApi } from '../test-services.ts';
import { until } from '../test-snapshots.ts';
import { createTargetIndex } from './target-index.ts';

let api: TestApi;
let admin: Api;
let environment: EnvironmentKey;
beforeAll(async () => {
  api = await startTestApi();
  admin = api.as('admin');
  environment = await api.newEnvironment();
  for (const key of ['a', 'b']) {
    await admin.flags.create({ environment, key });
    await admin.overrides.setUser({ environment, flagKey: key, userId: 'ada', overrideType: 'include' });
  }
});
afterAll(() => api[Symbol.asyncDispose]());

const version = (number: number) => number as RulesetVersion;
const news = (number: number, overrides?: OverrideNews[]): News => ({
  version: version(number),
  origin: 'here',
  delta: undefined,
  overrides,
});
const ofUser = (target: string, at: number, isGone = false, flagKey = 'a'): OverrideNews => ({
  version: version(at),
  type: 'user',
  target: target as TargetId,
  flagKey: flagKey as FlagKey,
  isGone,
});

async function anIndex(database: Database = api.services.database) {
  const failures: unknown[] = [];
  const index = createTargetIndex(database, (error) => void failures.push(error));
  index.hear(environment, news(5));
  return Object.assign(index, { failures, [Symbol.asyncDispose]: index.stop });
}

describe('the index of ids', () => {
  it('knows nothing before its scan, and then which ids have overrides of which flags', async () => {
    await using index = await anIndex();
    expect(index.flagsOf(environment, 'user', 'ada')).toBeUndefined();
    expect(index.status()).toEqual({ isReady: false, targets: 0 });
    await index.ready();
    expect([...(index.flagsOf(environment, 'user', 'ada') ?? [])].sort()).toEqual(['a', 'b']);
    expect(index.flagsOf(environment, 'user', 'bob')).toEqual([]);
    expect(index.flagsOf(environment, 'session', 'ada')).toEqual([]);
    expect(index.status()).toEqual({ isReady: true, targets: 1 });
    const nowhere = 'nowhere' as EnvironmentKey;
    expect([index.flagsOf(nowhere, 'user', 'ada'), index.known(nowhere, 'user', 'ada')]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('applies each added and removed override', async () => {
    await using index = await anIndex();
    await index.ready();
    index.hear(environment, news(6, [ofUser('bob', 6), ofUser('bob', 6)]));
    expect(index.flagsOf(environment, 'user', 'bob')).toEqual(['a']);
    expect(index.known(environment, 'user', 'bob')).toEqual({ origin: 'here', since: 6 });
    expect(index.known(environment, 'user', 'ada')).toEqual({ origin: 'here', since: 5 });
    index.hear(environment, news(8, [ofUser('bob', 7, true), ofUser('bob', 8, true), ofUser('ada', 8, true)]));
    expect(index.flagsOf(environment, 'user', 'bob')).toEqual([]);
    expect(index.flagsOf(environment, 'user', 'ada')).toEqual(['b']);
    for (const flagKey of ['a', 'c', 'b'])
      index.hear(environment, news(9, [ofUser('ada', 9, flagKey === 'b', flagKey)]));
    expect(index.flagsOf(environment, 'user', 'ada')).toEqual(['a', 'c']);
    index.hear(environment, news(10, [ofUser('eve', 10), ofUser('eve', 10, false, 'b'), ofUser('eve', 10, true, 'c')]));
    expect(index.flagsOf(environment, 'user', 'eve')).toEqual(['a', 'b']);
  });

  it('applies changes during a scan, and scans again if it may have missed some', async () => {
    await using index = await anIndex();
    index.hear(environment, news(6, [ofUser('bob', 6)]));
    index.hear(environment, news(7));
    index.hear(environment, news(8, [ofUser('eve', 8)]));
    await index.ready();
    expect(index.flagsOf(environment, 'user', 'eve')).toEqual(['a']);
    // Bob was never written: a new scan relies on the table.
    expect(index.flagsOf(environment, 'user', 'bob')).toEqual([]);
    expect(index.known(environment, 'user', 'bob')).toEqual({ origin: 'here', since: 7 });
  });

  it('remembers a limited number of changes, and then treats all older ones as changed', async () => {
    await using index = await anIndex();
    await index.ready();
    const many = Array.from({ length: 100_001 }, (_, at) => ofUser(`user-${at}`, 6));
    index.hear(environment, news(7, many));
    expect(index.known(environment, 'user', 'ada')).toEqual({ origin: 'here', since: 7 });
    expect(index.flagsOf(environment, 'user', 'user-7')).toEqual(['a']);
  });

  it('retries a failed scan, and reports it', async () => {
    let isCut = true;
    const { database } = api.services;
    const cut: Database = {
      ...database,
      load: (work) => (isCut ? Promise.reject(new Error('away')) : database.load(work)),
    };
    await using index = await anIndex(cut);
    await until(() => index.failures.length > 0);
    expect(index.failures).toMatchObject([{ message: 'away' }]);
    expect(index.status().isReady).toBe(false);
    isCut = false;
    await until(() => index.status().isReady);
    expect(index.flagsOf(environment, 'user', 'ada')).toHaveLength(2);
  });

  it('stops while it waits for a retry', async () => {
    const { database } = api.services;
    const index = await anIndex({ ...database, load: () => Promise.reject(new Error('away')) });
    await until(() => index.failures.length > 0);
    await index.stop();
    expect(index.failures).toHaveLength(1);
  });
});
