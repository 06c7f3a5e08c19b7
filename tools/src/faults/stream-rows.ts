import { createLatencies } from '@burgee/testing';
import { once } from 'node:events';
import { connect as connectSocket, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createCounters, startCrowd } from './crowd.ts';
import { ask } from './http.ts';
import { EVALUATIONS, HEALTH, measureEvaluations, measureHealth } from './measures.ts';
import type { Outcome, Row } from './row.ts';
import { openStreams, untilAllHave } from './streams.ts';
import { watchWhile } from './watch.ts';
import type { World } from './world.ts';

const SIZE = 1_000;

/** Creates one version. @returns its number. */
async function changeFlag(world: World, key: string, url = world.first.url): Promise<number> {
  const body = { description: `at ${performance.now()}` };
  const token = await world.token('harness');
  const { status } = await ask(`${url}/api/admin/flags/${key}`, { method: 'PATCH', token, body });
  if (status !== 200) throw new Error(`the change got ${status}`);
  const [row] = await world.sql<{ version: number }>(`select version from environments where key = 'production'`);
  return row?.version ?? NaN;
}

async function propagate(world: World, urls: readonly string[]): Promise<Outcome> {
  const key = `propagated-to-${urls.length}`;
  await createCounters(world, [key]);
  const each = SIZE / urls.length;
  const streams = await Promise.all(urls.map((url) => openStreams({ url: () => url, size: each })));
  const latencies = createLatencies();
  try {
    for (let round = 0; round < 20; round++) {
      const version = await changeFlag(world, key);
      const took = await Promise.all(streams.map((of) => untilAllHave(of, version)));
      // The first rounds wait for connections.
      if (round >= 5) latencies.add(Math.max(...took));
      await pause(100);
    }
  } finally {
    await Promise.all(streams.map((of) => of.stop()));
  }
  return { worst: { 'slowest of all streams': latencies.worst }, violations: [] };
}

/** @param kill how the server is stopped. */
async function restart(world: World, kill: () => Promise<unknown>, times: number): Promise<Outcome> {
  const { first } = world;
  const streams = await openStreams({ url: () => first.url, size: SIZE });
  const latencies = createLatencies();
  let memory = 0;
  try {
    await createCounters(world, ['restarted']).catch(() => undefined);
    await untilAllHave(streams, await changeFlag(world, 'restarted'));
    for (let round = 0; round < times; round++) {
      await kill();
      const version = await changeFlag(world, 'restarted', world.second.url);
      await first.start();
      await first.untilReady();
      latencies.add(await untilAllHave(streams, version));
      memory = Math.max(memory, await first.memory());
    }
  } finally {
    await streams.stop();
  }
  const violations = Number.isNaN(latencies.worst) ? ['some streams never had the newest version'] : [];
  return { worst: { 'all current after': latencies.worst, memory }, violations };
}

/** The ceiling of docs/operations.md. */
const MEMORY = { memory: { atMost: 512, unit: 'MB' } } as const;
const RESTARTED = { 'all current after': { atMost: 10_000, unit: 'ms' }, ...MEMORY } as const;

/** Opens streams and stops reading once they have begun. */
async function stopReading(world: World): Promise<Outcome> {
  const { first } = world;
  const sockets: Socket[] = [];
  try {
    for (let at = 0; at < 100; at++) sockets.push(await beginStream(first.url));
    const watched = await watchWhile(world, async ({ ledger }) => {
      const crowd = await startCrowd(world, { ledger, size: 20, everyMs: 20 });
      await pause(8_000);
      await crowd.stop();
      return first.memory();
    });
    return {
      worst: { ...measureEvaluations(watched), ...measureHealth(watched), memory: watched.result },
      violations: watched.violations,
    };
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

async function beginStream(url: string): Promise<Socket> {
  const socket = connectSocket(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write('GET /api/config/stream HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n');
  await once(socket, 'data');
  socket.pause();
  return socket;
}

const stream = { group: 'Streams', isInCi: false } as const;

export const streamRows: readonly Row[] = [
  {
    ...stream,
    id: 'streams-one-server',
    title: `A change reaches ${SIZE.toLocaleString('en')} streams of one server, 15 times`,
    promise: 'R3',
    limits: { 'slowest of all streams': { atMost: 250, unit: 'ms' } },
    run: (world) => propagate(world, [world.first.url]),
  },
  {
    ...stream,
    id: 'streams-two-servers',
    title: `A change reaches ${SIZE.toLocaleString('en')} streams of two servers, 15 times`,
    promise: 'R3',
    limits: { 'slowest of all streams': { atMost: 500, unit: 'ms' } },
    run: (world) => propagate(world, [world.first.url, world.second.url]),
  },
  {
    ...stream,
    id: 'server-killed-with-streams',
    title: `A server with ${SIZE.toLocaleString('en')} streams is killed and started again`,
    promise: 'R4',
    limits: RESTARTED,
    run: (world) => restart(world, () => world.first.signal('SIGKILL'), 1),
  },
  {
    ...stream,
    id: 'three-restarts',
    title: `A server with ${SIZE.toLocaleString('en')} streams is restarted three times in a row`,
    promise: 'R4, R10',
    // A graceful stop takes long enough that the longest wait of R10 may begin just before the server is back.
    limits: { ...RESTARTED, 'all current after': { atMost: 30_000, unit: 'ms' } },
    run: (world) => restart(world, () => world.first.stop(), 3),
    withinSec: 180,
  },
  {
    ...stream,
    id: 'readers-stop-reading',
    title: '100 stream readers stop reading while 20 writers write',
    promise: 'R17',
    limits: { ...EVALUATIONS, ...HEALTH, ...MEMORY },
    run: stopReading,
  },
];
