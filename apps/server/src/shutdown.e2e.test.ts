import { createDatabase, eventually } from '@burgee/testing';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, inject, it } from 'vitest';
import { startBalancer } from './test-balancer.ts';
import { spawnServer } from './test-process.ts';
import { type OpenStream, openStream, openStreams, VERSION_STREAMS } from './test-streams.ts';

type Traffic = { readonly done: Promise<unknown>; readonly counts: { reads: number; writes: number }; stop(): void };

/**
 * The pause between two requests of a client: without it, the clients would take the CPU that the servers need to start
 * and stop.
 */
const PAUSE_MS = 100;

/**
 * Starts clients that keep their connections and send one request after another. Everything but a 200 is added to
 * `failures`.
 */
function startTraffic(url: string, token: string, failures: string[]): Traffic {
  const counts = { reads: 0, writes: 0 };
  let isStopped = false;
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };

  async function client(kind: keyof typeof counts, path: string, options: RequestInit): Promise<void> {
    for (; !isStopped; await delay(PAUSE_MS)) {
      try {
        const response = await fetch(url + path, options);
        const body = await response.text();
        if (response.status !== 200) failures.push(`${kind}: ${response.status} ${body}`);
      } catch (error) {
        const { message, cause } = error as Error;
        failures.push(`${kind}: ${message} ${String(cause)}`);
      }
      counts[kind]++;
    }
  }

  const write = (enabled: boolean) => ({ method: 'POST', headers, body: JSON.stringify({ enabled }) });
  const clients = [
    ...Array.from({ length: 20 }, () => client('reads', '/api/config/flags', {})),
    ...Array.from({ length: 3 }, (_, at) => client('writes', '/api/admin/flags/wishlist-gallery', write(at % 2 === 0))),
  ];
  return { done: Promise.all(clients), counts, stop: () => (isStopped = true) };
}

/** Streams that end immediately end within much less of each other; streams that are spread over 5 s, within more. */
const SPREAD_MS = 4_000;

/** Waits until all streams have ended properly. @returns the time between the first end and the last. */
async function spreadOf(streams: readonly OpenStream[]): Promise<number> {
  const ends = await Promise.all(streams.map(({ ended }) => ended));
  expect(ends.filter(({ complete }) => !complete)).toEqual([]);
  const times = ends.map(({ at }) => at);
  return Math.max(...times) - Math.min(...times);
}

/** Opens `count` streams, half of each kind. */
async function openBoth(count: number, url: string): Promise<OpenStream[]> {
  const opened = VERSION_STREAMS.map((path) => openStreams(count / VERSION_STREAMS.length, url, { path }));
  return (await Promise.all(opened)).flat();
}

const readinessOf = async ({ url }: { readonly url: string }) =>
  (await fetch(`${url}/readyz`, { headers: { Connection: 'close' } })).status;

describe('10.13 R11 SIGTERM', () => {
  it('fails no request on kept connections, and spreads the ends of 200 streams over 5 s', async () => {
    await using server = await spawnServer();
    const streams = await openBoth(200, server.url);
    const failures: string[] = [];
    const traffic = startTraffic(server.url, server.token, failures);
    await eventually(() => expect(traffic.counts.writes).toBeGreaterThan(20));
    const kept = await fetch(`${server.url}/version`);
    expect(kept.headers.get('connection')).toBe('keep-alive');
    await kept.arrayBuffer();

    server.child.kill('SIGTERM');
    await eventually(async () => expect(await readinessOf(server)).toBe(503));
    // From now on, a balancer sends nothing more; earlier requests are answered.
    const { writes } = traffic.counts;
    await eventually(() => expect(traffic.counts.writes).toBeGreaterThan(writes + 2));
    for (const path of ['/api/config/flags', '/version', '/api/admin/flags']) {
      const answer = await fetch(server.url + path);
      await answer.arrayBuffer();
      expect([path, answer.headers.get('connection')]).toEqual([path, 'close']);
    }
    for (const path of VERSION_STREAMS) {
      const refused = await openStream(server.url, { path });
      expect([refused.status, refused.response.headers['retry-after']]).toEqual([503, '1']);
    }
    traffic.stop();
    await traffic.done;
    expect(failures).toEqual([]);

    expect(await spreadOf(streams)).toBeGreaterThan(SPREAD_MS);
    expect(await server.exited).toBe(0);
  });

  it('lets two servers behind a balancer restart in turn with 0 failed requests', async () => {
    // A busy machine may delay a write beyond the usual deadline.
    const settings = {
      DATABASE_URL: await createDatabase(inject('postgresUrl')),
      DATABASE_REQUEST_TIMEOUT_MS: '30000',
    };
    await using first = await spawnServer(settings);
    await using second = await spawnServer(settings);
    await using balancer = await startBalancer([first.url, second.url]);
    const failures: string[] = [];
    const traffic = startTraffic(balancer.url, first.token, failures);
    let urls = [first.url, second.url];
    await using restarted = new AsyncDisposableStack();
    for (const server of [first, second]) {
      server.child.kill('SIGTERM');
      expect(await server.exited).toBe(0);
      const next = restarted.use(await spawnServer(settings));
      urls = [...urls.filter((url) => url !== server.url), next.url];
      balancer.use(urls);
      await eventually(() => expect(balancer.ready()).toContain(next.url));
    }
    traffic.stop();
    await traffic.done;
    expect(failures).toEqual([]);
    expect(balancer.failures).toEqual([]);
    expect(traffic.counts.writes).toBeGreaterThan(60);
  });
});

describe('10.13 Ctrl+C', () => {
  it('stops immediately, even with streams and idle connections', async () => {
    await using server = await spawnServer();
    const streams = await openBoth(50, server.url);
    await (await fetch(`${server.url}/api/config/flags`)).arrayBuffer();
    server.child.kill('SIGINT');
    expect(await spreadOf(streams)).toBeLessThan(SPREAD_MS);
    expect(await server.exited).toBe(0);
  });
});
