import { DAY_MS, HOUR_MS, MINUTE_MS } from '@burgee/contracts';
import { aFlagServer, answerOff as off, answerOn as on, errorOf, type FlagServer } from '@burgee/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFlagClient, type FlagClient, type FlagClientOptions } from './index.ts';
import { settled, until } from './test-time.ts';

const START = 1_000_000;
const clients: FlagClient[] = [];

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: START }));
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
  vi.useRealTimers();
});

/** Switches the banner on at an instant of the server's clock, without a new version. */
function switchesOnAt(instant: number, aheadMs = 0): FlagServer {
  const server = aFlagServer();
  server.state.nextChangeAt = instant;
  server.state.aheadMs = aheadMs;
  server.state.flagsFor = () => ({ banner: Date.now() + aheadMs >= instant ? on : off });
  return server;
}

function clientOf(server: FlagServer, options: Partial<FlagClientOptions> = {}): FlagClient {
  const runtime = { now: () => Date.now(), random: () => 0, ...options.runtime, fetch: server.fetch };
  const client = createFlagClient({ url: 'http://flags.test', ...options, runtime });
  clients.push(client);
  return client;
}

async function liveClientOf(server: FlagServer, options?: Partial<FlagClientOptions>): Promise<FlagClient> {
  const client = clientOf(server, options);
  await client.ready();
  await until(() => client.status().connection === 'live');
  await settled();
  return client;
}

async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  await settled();
}

describe('B.24 a change over time', () => {
  it('reaches a client with a stream at its instant, with one request', async () => {
    const server = switchesOnAt(START + MINUTE_MS);
    const client = await liveClientOf(server);
    await pass(59_999);
    expect([client.isEnabled('banner'), server.asked()]).toEqual([false, 1]);
    await pass(1);
    expect([client.isEnabled('banner'), server.asked()]).toEqual([true, 2]);
    await pass(MINUTE_MS);
    expect(server.asked()).toBe(2);
  });

  it('reaches a client without a stream at its instant', async () => {
    const server = switchesOnAt(START + 100_000);
    server.respondWith((path) => (path === 'stream' ? errorOf(503) : undefined));
    const client = clientOf(server, { runtime: { random: () => 0.5 } });
    await pass(2_000);
    expect(client.status().connection).toBe('polling');
    await pass(98_000);
    expect(client.isEnabled('banner')).toBe(false);
    await pass(250);
    expect(client.isEnabled('banner')).toBe(true);
  });

  it.each([-3, 3])('arrives at the right instant on a device whose clock is %i minutes off', async (minutes) => {
    const aheadMs = minutes * MINUTE_MS;
    const client = await liveClientOf(switchesOnAt(START + aheadMs + 10_000, aheadMs));
    await pass(9_999);
    expect(client.isEnabled('banner')).toBe(false);
    await pass(1);
    expect(client.isEnabled('banner')).toBe(true);
  });

  it('spreads the requests of many clients over half a second after the instant', async () => {
    const server = switchesOnAt(START + 10_000);
    for (const random of [0, 0.5, 0.998]) await liveClientOf(server, { runtime: { random: () => random } });
    const asked: number[] = [];
    for (const ms of [9_999, 1, 249, 1, 248, 1]) {
      await pass(ms);
      asked.push(server.asked() - 3);
    }
    expect(asked).toEqual([0, 1, 1, 2, 2, 3]);
  });

  it('is waited for again if the answer was a moment too early', async () => {
    const server = switchesOnAt(START + 10_000);
    const client = await liveClientOf(server);
    // The server's clock is set back.
    server.state.aheadMs = -20;
    server.state.flagsFor = () => ({ banner: Date.now() - 20 >= START + 10_000 ? on : off });
    await pass(10_000);
    expect([client.isEnabled('banner'), server.asked()]).toEqual([false, 2]);
    await pass(20);
    expect([client.isEnabled('banner'), server.asked()]).toEqual([true, 3]);
  });

  it('in months does not overflow a timer or make requests more frequent', async () => {
    const server = switchesOnAt(START + 90 * DAY_MS);
    await liveClientOf(server);
    await pass(5 * MINUTE_MS - 1);
    expect(server.asked()).toBe(1);
    await pass(1);
    expect(server.asked()).toBe(2);
  });

  it('that a sleeping device missed arrives with the next stream', async () => {
    const server = switchesOnAt(START + MINUTE_MS);
    const client = await liveClientOf(server, { runtime: { random: () => 0.5 } });
    vi.setSystemTime(START + HOUR_MS);
    server.dropStreams();
    await until(() => client.status().connection === 'reconnecting');
    await pass(500);
    await until(() => client.isEnabled('banner'));
    expect(client.status()).toMatchObject({ connection: 'live', version: 1 });
  });

  it('is retried if the request at its instant fails', async () => {
    const server = switchesOnAt(START + 10_000);
    const client = await liveClientOf(server, { runtime: { random: () => 0.5 } });
    server.respondWith((path) => (path === 'evaluate' ? errorOf(503) : undefined));
    await pass(10_250);
    expect(client.status()).toMatchObject({ state: 'stale' });
    server.recover();
    await pass(500);
    expect([client.isEnabled('banner'), client.status().state]).toEqual([true, 'ready']);
  });

  it('is not waited for after close(), until connect() is called', async () => {
    const server = switchesOnAt(START + 10_000);
    const client = await liveClientOf(server);
    client.close();
    expect(vi.getTimerCount()).toBe(0);
    await pass(5_000);
    expect(server.asked()).toBe(1);
    client.connect();
    await until(() => client.status().connection === 'live');
    await pass(4_999);
    expect([client.isEnabled('banner'), server.asked()]).toEqual([false, 2]);
    await pass(1);
    expect([client.isEnabled('banner'), server.asked()]).toEqual([true, 3]);
  });

  it('belongs to the current context', async () => {
    const server = switchesOnAt(START + 10_000);
    const client = await liveClientOf(server, { context: { userId: 'ann' } });
    server.state.nextChangeAt = START + 20_000;
    client.setContext({ userId: 'bob' });
    await settled();
    await pass(19_999);
    expect(server.asked()).toBe(2);
    await pass(1);
    expect(server.asked()).toBe(3);
  });

  it('in a bootstrap is waited for, and the next answers replace it', async () => {
    const server = switchesOnAt(START + 10_000);
    const [evaluatedAt, nextChangeAt] = [START - DAY_MS, START - 1_000].map((ms) => new Date(ms).toISOString());
    const bootstrap = { environment: 'production', version: 1, evaluatedAt, nextChangeAt, flags: { banner: off } };
    const client = clientOf(server, { bootstrap });
    expect(client.status()).toMatchObject({ source: 'bootstrap' });
    await client.ready();
    await until(() => client.status().source === 'server');
    await pass(10_000);
    expect(client.isEnabled('banner')).toBe(true);
  });

  it.each([
    ['is not after the evaluation', { evaluatedAt: '2027-01-01T00:00:01Z', nextChangeAt: '2027-01-01T00:00:00Z' }],
    ['comes without the instant of the evaluation', { nextChangeAt: '2027-01-01T00:00:00Z' }],
  ])('that %s does not affect when a client refetches', async (_which, timing) => {
    const server = aFlagServer();
    const data = { environment: 'production', version: 1, flags: { banner: on }, ...timing };
    server.respondWith((path) => (path === 'evaluate' ? Response.json(data) : undefined));
    await liveClientOf(server);
    await pass(5 * MINUTE_MS - 1);
    expect(server.asked()).toBe(1);
  });
});
