import { MINUTE_MS } from '@burgee/contracts';
import { aFlagServer, answerOff as off, answerOn as on, errorOf, type FlagServer } from '@burgee/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFlagClient, type FlagClient } from './index.ts';
import { settled, until } from './test-time.ts';

const clients: FlagClient[] = [];
let random = 0.5;

beforeEach(() => {
  random = 0.5;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: 1_000_000 });
});
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
  vi.useRealTimers();
});

const PING = ':\n\n';

describe('R10 a stream that ends', () => {
  it('is opened again after a random part of 1 s, then of 2, 4, 8, 16 and 30 s', async () => {
    const server = aFlagServer();
    const client = await liveClientOf(server);
    server.respondWith(() => Promise.reject(new TypeError('fetch failed')));
    server.dropStreams();
    await until(() => client.status().connection === 'reconnecting');

    let opened = server.opened();
    for (const waitMs of [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]) {
      await vi.advanceTimersByTimeAsync(waitMs - 1);
      expect(server.opened()).toBe(opened);
      await vi.advanceTimersByTimeAsync(1);
      await settled();
      expect(server.opened()).toBe((opened += 1));
    }
  });

  it('resumes from the last received version without missing any', async () => {
    const server = aFlagServer({ banner: off });
    const client = await liveClientOf(server);
    server.dropStreams();
    await until(() => client.status().connection === 'reconnecting');
    server.publish({ banner: on });
    await vi.advanceTimersByTimeAsync(500);
    await until(() => client.isEnabled('banner'));

    expect(client.status()).toMatchObject({ connection: 'live', version: 2 });
    const urls = server.requests.filter(({ path }) => path === 'stream').map(({ url }) => url);
    expect(new URL(urls[1] ?? '').searchParams.get('lastEventId')).toBe('1');
  });

  it('is retried with short delays again after it was up for 60 s', async () => {
    const server = aFlagServer();
    const client = await liveClientOf(server);
    for (const [upMs, waitMs] of [
      [1_000, 500],
      [1_000, 1_000],
      [59_000, 2_000],
      [MINUTE_MS, 500],
    ] as const) {
      await vi.advanceTimersByTimeAsync(upMs);
      server.dropStreams();
      await until(() => client.status().connection !== 'live');
      await vi.advanceTimersByTimeAsync(waitMs - 1);
      expect(client.status().connection).not.toBe('live');
      await vi.advanceTimersByTimeAsync(1);
      await until(() => client.status().connection === 'live');
    }
    expect(server.streams.size).toBe(1);
  });

  it('with its server is reopened by 1,000 clients spread over a second', async () => {
    const server = aFlagServer();
    for (let at = 0; at < 1_000; at++) clientOf(server, () => at / 1_000);
    await until(() => server.streams.size === 1_000);
    server.say('event: return\ndata: \n\n');
    await settled();
    const opened: number[] = [];
    for (let tenth = 0; tenth < 10; tenth++) {
      const before = server.opened();
      await vi.advanceTimersByTimeAsync(100);
      opened.push(server.opened() - before);
    }
    expect(server.asked()).toBe(1_000);
    expect(Math.max(...opened)).toBeLessThanOrEqual(101);
  });

  it('R9 after 45 s of silence makes the client poll every 30 s until a stream has lasted 60 s', async () => {
    const server = aFlagServer();
    server.state.silenceMs = 45_000;
    const client = await liveClientOf(server);
    await vi.advanceTimersByTimeAsync(44_000);
    server.say(PING);
    await vi.advanceTimersByTimeAsync(44_000);
    expect(client.status().connection).toBe('live');
    await vi.advanceTimersByTimeAsync(1_000);
    await until(() => client.status().connection === 'polling');
    await vi.advanceTimersByTimeAsync(500);
    await until(() => server.streams.size === 1);
    await settled();
    expect(client.status()).toMatchObject({
      connection: 'polling',
      state: 'ready',
      error: { message: 'The stream was silent.' },
    });

    for (const _ of [1, 2]) {
      await vi.advanceTimersByTimeAsync(29_000);
      server.say(PING);
    }
    expect(client.status().connection).toBe('polling');
    await vi.advanceTimersByTimeAsync(2_000);
    server.say(PING);
    await until(() => client.status().connection === 'live');
    expect(client.status().error).toBeUndefined();
    expect(server.opened()).toBe(2);
  });

  it('R9 R10 after repeated silence, behind a proxy that forwards only the beginning, loses no change', async () => {
    const server = aFlagServer({ banner: off });
    server.state.silenceMs = 45_000;
    const client = await liveClientOf(server);
    await vi.advanceTimersByTimeAsync(46_000);
    for (const answer of [on, off, on, off, on]) {
      server.state.version += 1;
      server.state.flagsFor = () => ({ banner: answer });
      await vi.advanceTimersByTimeAsync(30_000);
      expect(client.isEnabled('banner')).toBe(answer.enabled);
    }
  });

  it('R14 is reopened after flipped bits in a version, without waiting for a version that does not exist', async () => {
    const server = aFlagServer();
    const client = await liveClientOf(server);
    server.say('data: {"version":9}\nid: 1\n\n');
    await until(() => client.status().connection === 'reconnecting');
    await vi.advanceTimersByTimeAsync(500);
    await until(() => client.status().connection === 'live');

    expect(client.status()).toMatchObject({ state: 'ready', version: 1 });
    expect(server.asked()).toBe(1);
  });

  it('R14 is reopened after a line that never ends', async () => {
    const server = aFlagServer();
    const client = await liveClientOf(server);
    for (let part = 0; part < 11; part++) server.say(`data: ${'x'.repeat(10_000)}`);
    await until(() => client.status().connection === 'reconnecting');

    expect(client.isEnabled('banner')).toBe(true);
  });

  it('is aborted if it does not start within 10 s', async () => {
    const server = aFlagServer();
    server.respondWith((path) => (path === 'stream' ? new Promise(() => {}) : undefined));
    const client = clientOf(server);
    await client.ready();
    await vi.advanceTimersByTimeAsync(9_999);
    expect(client.status().connection).toBe('connecting');
    await vi.advanceTimersByTimeAsync(1);

    expect(client.status()).toMatchObject({ connection: 'reconnecting', state: 'ready' });
  });

  it('R14 is reopened after a message that is not JSON, without an uncaught exception', async () => {
    const server = aFlagServer();
    const client = await liveClientOf(server);
    server.say('data: {"version":\nid: 2\n\n');
    await until(() => client.status().connection === 'reconnecting');
    await vi.advanceTimersByTimeAsync(500);
    await until(() => client.status().connection === 'live');

    expect(client.isEnabled('banner')).toBe(true);
  });

  it.each([
    'data: {"version":"new"}\nid: 9\n\n',
    'data: null\nid: 9\n\n',
    'data: {"flags":{}}\nid: 9\n\n',
    'data: null\n\n',
    'id: 9\n\n',
  ])('R14 ignores the message %j', async (message) => {
    const server = aFlagServer();
    const client = await liveClientOf(server);
    server.say(message);
    await settled();

    expect(client.status()).toMatchObject({ connection: 'live', state: 'ready', version: 1 });
    expect(server.asked()).toBe(1);
  });
});

describe('R10 after 3 failures within a minute', () => {
  it('the client polls every 30 s and keeps retrying the stream', async () => {
    const server = aFlagServer({ banner: off });
    server.respondWith((path) => (path === 'stream' ? errorOf(502) : undefined));
    const client = clientOf(server);
    await until(() => client.status().connection === 'reconnecting');
    await vi.advanceTimersByTimeAsync(500);
    expect(client.status().connection).toBe('reconnecting');
    await vi.advanceTimersByTimeAsync(1_000);
    await until(() => client.status().connection === 'polling');
    await settled();
    const asked = server.asked();
    server.state.flagsFor = () => ({ banner: on });
    await vi.advanceTimersByTimeAsync(30_000);
    await until(() => client.isEnabled('banner'));

    expect(server.asked()).toBe(asked + 1);
    expect(client.status()).toMatchObject({ state: 'ready', connection: 'polling', error: { status: 502 } });
  });

  it('the client stops polling once the stream is back', async () => {
    const server = aFlagServer();
    server.respondWith((path) => (path === 'stream' ? errorOf(502) : undefined));
    const client = clientOf(server);
    await until(() => client.status().connection === 'reconnecting');
    await vi.advanceTimersByTimeAsync(1_500);
    await until(() => client.status().connection === 'polling');
    server.recover();
    await vi.advanceTimersByTimeAsync(30_000);
    await until(() => client.status().connection === 'live');
    const asked = server.asked();
    await vi.advanceTimersByTimeAsync(3 * MINUTE_MS);

    expect(server.asked()).toBe(asked);
    expect(client.status().error).toBeUndefined();
  });

  it('the client does not poll if each stream lasted 60 s', async () => {
    const server = aFlagServer();
    const client = await liveClientOf(server);
    for (let failure = 0; failure < 4; failure++) {
      await vi.advanceTimersByTimeAsync(MINUTE_MS);
      server.dropStreams();
      await until(() => client.status().connection !== 'live');
      expect(client.status().connection).toBe('reconnecting');
      await vi.advanceTimersByTimeAsync(1_000);
      await until(() => client.status().connection === 'live');
    }
  });
});

describe('R10 a server that denies a client', () => {
  it.each([401, 403])('with %i is retried after minutes, indefinitely', async (status) => {
    const server = aFlagServer();
    server.respondWith(() => errorOf(status));
    const client = clientOf(server);
    await settled();
    const first = server.requests.length;
    await vi.advanceTimersByTimeAsync(2 * MINUTE_MS);
    expect(server.requests).toHaveLength(first);
    await vi.advanceTimersByTimeAsync(MINUTE_MS);
    expect(server.requests).toHaveLength(first + 2);
    expect(client.status().error).toMatchObject({ status });

    server.recover();
    await vi.advanceTimersByTimeAsync(3 * MINUTE_MS);
    await until(() => client.isEnabled('banner'));
    expect(client.status().connection).toBe('live');
  });

  it.each([
    ['429 and a number', 429, () => '40', 50_000],
    ['503 and a date', 503, () => new Date(Date.now() + 40_000).toUTCString(), 50_000],
  ])(
    'a stream with %s is retried after that time, and the client polls every 30 s in the meantime',
    async (_, status, after, ms) => {
      const server = aFlagServer({ banner: off });
      server.respondWith((path) =>
        path === 'stream'
          ? new Response('<html>busy</html>', { status, headers: { 'Retry-After': after() } })
          : undefined,
      );
      const client = clientOf(server);
      await until(() => client.status().connection === 'polling');
      expect(client.status()).toMatchObject({ error: { status } });
      await until(() => client.status().state === 'ready');
      server.state.flagsFor = () => ({ banner: on });
      await vi.advanceTimersByTimeAsync(30_000);
      expect(client.isEnabled('banner')).toBe(true);
      await vi.advanceTimersByTimeAsync(ms - 31_000);
      expect(server.opened()).toBe(1);
      server.recover();
      await vi.advanceTimersByTimeAsync(2_000);

      await until(() => client.status().connection === 'live');
      expect(server.opened()).toBe(2);
    },
  );

  it('is not retried before Retry-After, even on focus or a changed context', async () => {
    const server = aFlagServer();
    server.respondWith(() => errorOf(503, null, { 'Retry-After': '20' }));
    const client = clientOf(server);
    await until(() => client.status().error !== undefined);
    await settled();
    const first = server.requests.length;
    client.refresh();
    client.setContext({ userId: 'ann' });
    await vi.advanceTimersByTimeAsync(20_000);
    expect(server.requests).toHaveLength(first);
    server.recover();
    await vi.advanceTimersByTimeAsync(5_000);
    await until(() => client.isEnabled('banner'));

    expect(server.requests.at(-1)?.body || server.requests.at(-2)?.body).toContain('ann');
  });

  it('gets a request for another context while a retry is running', async () => {
    const server = aFlagServer();
    server.respondWith(() => errorOf(503, null, { 'Retry-After': '20' }));
    const client = clientOf(server);
    await until(() => client.status().error !== undefined);
    server.respondWith((path) => (path === 'evaluate' ? new Promise(() => {}) : undefined));
    await vi.advanceTimersByTimeAsync(25_000);
    expect(server.asked()).toBe(2);
    server.recover();
    client.setContext({ userId: 'ann' });

    await until(() => client.isEnabled('banner'));
  });
});

describe('R10 a request that fails', () => {
  it('is repeated with growing delays', async () => {
    const server = aFlagServer();
    const client = await liveClientOf(server);
    server.respondWith((path) => (path === 'evaluate' ? errorOf(500) : undefined));
    client.refresh();
    await settled();
    let asked = server.asked();
    for (const waitMs of [500, 1_000, 2_000, 4_000]) {
      await vi.advanceTimersByTimeAsync(waitMs - 1);
      expect(server.asked()).toBe(asked);
      await vi.advanceTimersByTimeAsync(1);
      await settled();
      expect(server.asked()).toBe((asked += 1));
    }
  });

  it('is repeated immediately when the stream is back', async () => {
    const server = aFlagServer();
    const client = await liveClientOf(server);
    random = 0.999;
    server.respondWith(() => Promise.reject(new TypeError('fetch failed')));
    for (let failure = 0; failure < 6; failure++) {
      client.refresh();
      await settled();
    }
    random = 0.1;
    server.dropStreams();
    await until(() => client.status().connection === 'reconnecting');
    server.recover();
    const asked = server.asked();
    await vi.advanceTimersByTimeAsync(100);
    await until(() => client.status().connection === 'live' && client.status().state === 'ready');

    expect(server.asked()).toBe(asked + 1);
  });

  it('is aborted after 10 s and retried', async () => {
    const server = aFlagServer();
    const client = await liveClientOf(server);
    server.respondWith((path) => (path === 'evaluate' ? new Promise(() => {}) : undefined));
    client.refresh();
    await vi.advanceTimersByTimeAsync(10_000);
    await until(() => client.status().state === 'stale');
    expect(client.status().error?.message).toBe('The answer took too long.');
    server.recover();
    await vi.advanceTimersByTimeAsync(500);

    await until(() => client.status().state === 'ready');
  });
});

it('R1 no failure causes an unhandled rejection or a failed read', async () => {
  const server = aFlagServer();
  const client = await liveClientOf(server);
  const wrongs = [
    () => errorOf(500),
    () => Promise.reject(new TypeError('fetch failed')),
    () => Promise.reject(new Error('')),
    () => new Response('<html>', { headers: { 'Content-Type': 'text/event-stream' } }),
    () => new Response(null, { status: 204 }),
    () => Response.json(null),
    () => undefined as never,
  ];
  for (const wrong of wrongs) {
    server.respondWith(wrong);
    server.dropStreams();
    client.refresh();
    await vi.advanceTimersByTimeAsync(MINUTE_MS);
    expect(client.isEnabled('banner')).toBe(true);
  }
  server.recover();
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  await until(() => client.status().connection === 'live');
  expect(client.status().state).toBe('ready');
});

function clientOf(server: FlagServer, ownRandom = () => random): FlagClient {
  const runtime = { now: () => Date.now(), random: ownRandom, fetch: server.fetch };
  const client = createFlagClient({ url: 'http://flags.test', runtime });
  clients.push(client);
  return client;
}

async function liveClientOf(server: FlagServer): Promise<FlagClient> {
  const client = clientOf(server);
  await until(() => client.status().connection === 'live' && client.status().state === 'ready');
  await settled();
  return client;
}
