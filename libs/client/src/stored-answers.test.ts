import { aFlagServer, answerOf, answerOn as on } from '@burgee/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFlagClient, type FlagClient, type FlagClientOptions } from './index.ts';
import { aBlockedStorage, aStorage } from './test-storage.ts';
import { settled, until } from './test-time.ts';

const clients: FlagClient[] = [];

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: 1_000_000 }));
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
  vi.useRealTimers();
});

const down = () => Promise.reject(new TypeError('fetch failed'));

function open(fetch: typeof globalThis.fetch, options: Partial<FlagClientOptions>): FlagClient {
  const runtime = { now: () => Date.now(), random: () => 0.5, fetch };
  const client = createFlagClient({ url: 'http://flags.test', context: { userId: 'ann' }, ...options, runtime });
  clients.push(client);
  return client;
}

/** A storage that a client of an earlier visit has filled. */
async function aFilledStorage(options: Partial<FlagClientOptions> = {}) {
  const server = aFlagServer({ banner: on, color: answerOf('blue') });
  server.state.version = 5;
  const storage = aStorage();
  const client = open(server.fetch, { storage, ...options });
  await until(() => client.status().state === 'ready');
  client.close();
  return { storage, server };
}

describe('R2 the last known answers', () => {
  it('apply while the server is down, and the status says so', async () => {
    const { storage } = await aFilledStorage();
    const client = open(down, { storage });
    expect([client.isEnabled('banner'), client.get('color', 'red')]).toEqual([true, 'blue']);
    expect(client.status()).toMatchObject({ state: 'stale', source: 'stored', reason: 'stored', version: 5 });
    const isReady = client.ready();
    await vi.advanceTimersByTimeAsync(3_000);
    await isReady;
    expect(client.status()).toMatchObject({ source: 'stored', reason: 'failure', error: { message: 'fetch failed' } });
    expect(client.isEnabled('banner')).toBe(true);
    expect(client.initial.isEnabled('banner')).toBe(false);
  });

  it.each<[string, Partial<FlagClientOptions>]>([
    ['another user', { context: { userId: 'bob' } }],
    ['nobody', { context: {} }],
    ['another key', { key: 'web_2' }],
    ['another environment', { environment: 'staging' }],
    ['another server', { url: 'http://other.test' }],
  ])('do not apply to %s', async (_what, options) => {
    const { storage } = await aFilledStorage();
    const client = open(down, { storage, ...options });
    expect(client.status()).toMatchObject({ state: 'loading', source: 'default' });
  });

  it('apply to a user who returns during the visit', async () => {
    const { storage } = await aFilledStorage();
    const client = open(down, { storage, context: {} });
    client.setContext({ userId: 'ann' });
    expect([client.isEnabled('banner'), client.status().source]).toEqual([true, 'stored']);
  });

  it('contain neither the key nor the attributes of the user', async () => {
    const { storage } = await aFilledStorage({ key: 'web_secret', context: { userId: 'zoe', plan: 'gold' } });
    expect([...storage.items.values()].join()).not.toMatch(/web_secret|zoe|gold/);
  });

  it('are replaced by those of a server that was reset since', async () => {
    const { storage } = await aFilledStorage();
    const client = open(aFlagServer({ banner: on }).fetch, { storage });
    await until(() => client.status().state === 'ready');
    expect(client.status()).toMatchObject({ source: 'server', version: 1 });
  });

  it.each([
    [4, 'stored'],
    [5, 'bootstrap'],
    [6, 'bootstrap'],
  ])('apply only if they are newer than a bootstrap of version %i', async (version, source) => {
    const { storage } = await aFilledStorage();
    const bootstrap = { environment: 'production', version, flags: {} };
    expect(open(down, { storage, bootstrap, connect: false }).status().source).toBe(source);
  });

  it.each([
    ['blocked', aBlockedStorage()],
    ['corrupt', aStorage({ 'burgee-flags:': '{"id":' })],
    ['foreign', aStorage({ 'burgee-flags:': '{"id":1,"flags":{"banner":true}}' })],
    ['null', aStorage({ 'burgee-flags:': 'null' })],
  ])('are ignored if the storage is %s', async (_what, storage) => {
    const client = open(aFlagServer().fetch, { storage });
    expect(client.status()).toMatchObject({ state: 'loading', source: 'default' });
    await until(() => client.status().state === 'ready');
  });

  it('are not stored with `storage: false`, and not outside of a page', async () => {
    const setItem = vi.fn();
    vi.stubGlobal('localStorage', { getItem: () => null, setItem });
    const client = open(aFlagServer().fetch, {});
    await until(() => client.status().state === 'ready');
    vi.stubGlobal('document', {});
    const other = open(aFlagServer().fetch, { storage: false });
    await until(() => other.status().state === 'ready');
    await settled();
    expect(setItem).not.toHaveBeenCalled();
    vi.unstubAllGlobals();
  });
});
