import { aFlagServer, answerOff as off, answerOn as on } from '@burgee/testing';
import { build } from 'esbuild';
import { createContext, runInContext } from 'node:vm';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { createFlagClient, FlagClient } from './index.ts';
import { until } from './test-time.ts';

const clients: FlagClient[] = [];

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: 1_000_000 }));
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
  vi.useRealTimers();
});

/** The client as one script, which sees only the globals that it is given, besides those of the language. */
const script = await bundleClient();

async function bundleClient(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [`${import.meta.dirname}/index.ts`],
    bundle: true,
    format: 'iife',
    globalName: 'burgee',
    target: 'es2022',
    conditions: ['@burgee/source'],
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

type Exports = { readonly createFlagClient: typeof createFlagClient };

function openOn(globals: object): FlagClient {
  const { createFlagClient } = runInContext(`${script}; burgee`, createContext({ ...globals })) as Exports;
  const client = createFlagClient({ url: 'http://flags.test', context: { userId: 'ann' } });
  clients.push(client);
  return client;
}

/** The globals of React Native: no `window`, `Event`, streams, `TextDecoder` or `crypto`. */
const reactNative = () => ({
  setTimeout,
  clearTimeout,
  queueMicrotask,
  AbortController,
  URLSearchParams,
});

const withoutBody = async (response: Response) => {
  const { ok, status, headers } = response;
  const text = await response.text();
  return { ok, status, headers, text: async () => text };
};

it('works with only the globals of React Native, and polls there', async () => {
  const server = aFlagServer({ banner: off });
  // There, `fetch` resolves when the whole body has arrived, which a stream never does.
  const fetch = async (url: string, init: RequestInit) =>
    url.includes('/stream') ? new Promise(() => {}) : withoutBody(await server.fetch(url, init));
  const client = openOn({ ...reactNative(), fetch });
  await client.ready();
  expect(client.status()).toMatchObject({ state: 'ready', connection: 'connecting' });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(client.status()).toMatchObject({ state: 'ready', connection: 'polling' });
  server.state.flagsFor = () => ({ banner: on });
  await vi.advanceTimersByTimeAsync(30_000);
  expect(client.isEnabled('banner')).toBe(true);
});

it('works in a browser of 2022 over plain HTTP: without AbortSignal.any and crypto.randomUUID', async () => {
  const server = aFlagServer({ banner: on });
  class AbortSignalOf2022 extends EventTarget {}
  const client = openOn({
    ...reactNative(),
    fetch: server.fetch,
    TextDecoder,
    ReadableStream,
    AbortSignal: AbortSignalOf2022,
    crypto: {},
    document: { visibilityState: 'visible' },
    addEventListener: () => {},
  });
  await until(() => client.isEnabled('banner') && client.status().connection === 'live');
  expect(server.streams.size).toBe(1);
});

it('starts with its first use in a worker, which forbids all activity while a module loads', async () => {
  const server = aFlagServer({ banner: on });
  let isLoading = true;
  const guarded =
    <Args extends unknown[], Result>(work: (...args: Args) => Result) =>
    (...args: Args): Result => {
      if (isLoading) throw new Error('Disallowed operation called within global scope.');
      return work(...args);
    };
  const client = openOn({
    ...reactNative(),
    setTimeout: guarded(setTimeout),
    fetch: guarded(server.fetch),
    TextDecoder,
    ReadableStream,
  });
  expect([client.status().connection, server.requests.length]).toEqual(['idle', 0]);
  isLoading = false;
  await client.ready();
  expect(client.isEnabled('banner')).toBe(true);
  await until(() => client.status().connection === 'live');
});

it.each(['all', 'isEnabled', 'get'] as const)('starts with %s in a worker', async (read) => {
  const server = aFlagServer({ banner: on });
  let isLoading = true;
  const later = (work: () => void, ms: number) => {
    if (isLoading) throw new Error('Disallowed operation called within global scope.');
    return setTimeout(work, ms);
  };
  const client = openOn({ ...reactNative(), setTimeout: later, fetch: server.fetch, TextDecoder, ReadableStream });
  isLoading = false;
  const reads = { all: () => client.all(), isEnabled: () => client.isEnabled('a'), get: () => client.get('a', 1) };
  reads[read]();
  await until(() => client.isEnabled('banner'));
});
