import type { DomainError } from '@burgee/contracts';
import { addressOf, createDatabase, startFaultProxy, throughProxy } from '@burgee/testing';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type CountingProxy, startCountingProxy } from './test-round-trips.ts';
import { type Api, startTestApi, type TestApi } from './test-services.ts';

const MOST = 2;

describe('10.4 while it holds locks, a write makes at most two round trips:', () => {
  let proxy: CountingProxy;
  let api: TestApi;
  beforeAll(async () => {
    const url = await createDatabase(inject('postgresUrl'));
    proxy = await startCountingProxy(addressOf(url));
    api = await startTestApi({ url: throughProxy(url, proxy) });
    const { environment } = api.services;
    for (const key of ['checkout', 'search']) await api.as('editor').flags.create({ environment, key });
  });
  afterAll(async () => {
    await api[Symbol.asyncDispose]();
    await proxy[Symbol.asyncDispose]();
  });

  const environment = 'production';
  const key = 'checkout';
  it.each<[string, (editor: Api) => Promise<unknown>]>([
    ['a switch', ({ flags }) => flags.setEnabled({ environment, key, enabled: true, rolloutPercentage: 50 })],
    ['an edit', ({ flags }) => flags.update({ environment, key, description: 'new' })],
    [
      'an edit of prerequisites',
      ({ flags }) => flags.update({ environment, key, prerequisites: [{ flagKey: 'search', variants: ['on'] }] }),
    ],
    ['an edit that keeps its prerequisites', ({ flags }) => flags.update({ environment, key, description: 'newer' })],
    ['a new flag', ({ flags }) => flags.create({ environment, key: 'basket' })],
    [
      'an override of a user',
      ({ overrides }) => overrides.setUser({ environment, flagKey: key, userId: 'ann', overrideType: 'include' }),
    ],
    [
      'the same override again',
      ({ overrides }) => overrides.setUser({ environment, flagKey: key, userId: 'ann', overrideType: 'exclude' }),
    ],
    ['a global override', ({ overrides }) => overrides.setGlobal({ environment, flagKey: key, value: true })],
    ['the end of an override', ({ overrides }) => overrides.removeUser({ environment, flagKey: key, userId: 'ann' })],
  ])('%s', async (_, write) => {
    for (const idempotencyKey of [undefined, `key of ${_}`]) {
      proxy.take();
      // The second time, creating the same object fails: rollbacks are not counted.
      await write(api.as('editor', { idempotencyKey })).catch(() => undefined);
      const taken = proxy.take();
      if (idempotencyKey === undefined) expect(taken).toHaveLength(1);
      for (const trips of taken) expect(trips).toBeLessThanOrEqual(MOST);
    }
  });
});

describe('10.4 80 ms away from the database', () => {
  it('all writers of one environment succeed', async () => {
    const url = await createDatabase(inject('postgresUrl'));
    await using proxy = await startFaultProxy(addressOf(url));
    await using api = await startTestApi({ url: throughProxy(url, proxy) });
    const { environment, snapshots } = api.services;
    await api.as('editor').flags.create({ environment, key: 'checkout' });
    const before = snapshots.ruleset(environment).version;
    proxy.setFault({ kind: 'delay', ms: 40 });
    const write = () => api.as('editor').flags.setEnabled({ environment, key: 'checkout', enabled: true });
    await Promise.all(Array.from({ length: 30 }, write));
    proxy.setFault({ kind: 'none' });
    expect((await api.as('editor').environments.get({ key: environment })).version).toBe(before + 30);
  });
});

describe('10.4 200 writers at once', () => {
  it('lose nothing, and refused ones get the failure that the environment is busy', async () => {
    await using api = await startTestApi();
    const { environment, verifyAudit } = api.services;
    const editor = api.as('editor');
    const before = (await editor.environments.get({ key: environment })).version;
    const results = await Promise.allSettled(
      Array.from({ length: 200 }, (_, index) => editor.flags.create({ environment, key: `flag-${index}` })),
    );
    const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as Error] : []));
    const codes = failures.map(({ cause }) => (cause as DomainError).failure.code);
    for (const code of codes) expect(code).toBeOneOf(['BUSY', 'DATABASE_UNAVAILABLE']);
    const version = (await editor.environments.get({ key: environment })).version;
    expect((await editor.flags.list({ environment })).pagination.total).toBe(version - before);
    // Nothing has changed if the environment is busy. On a slow machine, a deadline may also pass during a commit.
    const unknown = codes.filter((code) => code === 'DATABASE_UNAVAILABLE').length;
    expect(version - before - (results.length - failures.length)).toBeOneOf(
      Array.from({ length: unknown + 1 }, (_, count) => count),
    );
    expect(await verifyAudit(undefined)).toMatchObject({ status: 'whole' });
  });
});
