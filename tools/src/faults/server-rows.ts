import { createLatencies } from '@burgee/testing';
import { setTimeout as pause } from 'node:timers/promises';
import { startBalancer } from './balancer.ts';
import { startCrowd } from './crowd.ts';
import { ask } from './http.ts';
import type { Outcome, Row } from './row.ts';
import { CONTEXT } from './stock.ts';
import { connect } from './streams.ts';
import { watchWhile } from './watch.ts';
import type { World, WorldServer } from './world.ts';

const KILLS = 20;
const WRITES = 1_000;

/** The two servers are killed in turn during writes. */
async function killRepeatedly(world: World): Promise<Outcome> {
  const watched = await watchWhile(world, async ({ ledger, pardon }) => {
    const crowd = await startCrowd(world, { ledger, size: 50, everyMs: 50 });
    for (let round = 0; round < KILLS; round++) {
      const server = world.servers[round % world.servers.length] as WorldServer;
      const wanted = crowd.acknowledged + WRITES / KILLS;
      pardon(server, true);
      await server.signal('SIGKILL');
      await server.start();
      await server.untilReady();
      pardon(server, false);
      while (crowd.acknowledged < wanted) await pause(10);
    }
    await crowd.stop();
    return crowd.acknowledged;
  });
  return { worst: { 'acknowledged writes': watched.result }, violations: watched.violations };
}

/** Servers are restarted one after the other, behind a balancer that checks readiness. */
async function rollOver(world: World): Promise<Outcome> {
  await using balancer = startBalancer(world.servers);
  const stops = createLatencies();
  const failures: string[] = [];
  const stopping = new AbortController();
  const asking = (async () => {
    const pending = new Set<Promise<void>>();
    while (!stopping.signal.aborted) {
      const request = balancer
        .ask('/api/config/evaluate', { body: { context: CONTEXT } })
        .then(({ status }) => void (status === 200 || failures.push(`status ${status}`)))
        .catch((error: Error) => void failures.push(`${error.message}: ${String(error.cause)}`))
        .finally(() => pending.delete(request));
      pending.add(request);
      await pause(20);
    }
    await Promise.all(pending);
  })();
  for (let round = 0; round < 10; round++) {
    const server = world.servers[round % world.servers.length] as WorldServer;
    const { ms, code } = await server.stop();
    stops.add(ms);
    if (code !== 0) failures.push(`exit code ${code}`);
    await server.start();
    await server.untilReady();
    await pause(500);
  }
  stopping.abort();
  await asking;
  const kinds = Map.groupBy(failures, (failure) => failure);
  const violations = [...kinds].map(([kind, { length }]) => `${length} requests failed: ${kind}`);
  return { worst: { 'slowest stop': stops.worst }, violations };
}

/** The server starts first, PostgreSQL later. */
async function startWithoutDatabase(world: World): Promise<Outcome> {
  const { first, postgres } = world;
  await postgres.stop();
  await first.start();
  await pause(4_000);
  const health = await ask(`${first.url}/healthz`);
  const readiness = await ask(`${first.url}/readyz`);
  await postgres.start();
  const returnedAt = performance.now();
  await first.untilReady();
  const readyAfterMs = performance.now() - returnedAt;
  const violations = [
    ...(health.status === 200 ? [] : [`/healthz is ${health.status}`]),
    ...(readiness.status === 503 ? [] : [`/readyz is ${readiness.status} without a database`]),
  ];
  return { worst: { 'ready after recovery': readyAfterMs }, violations };
}

/** Opens 400 connections to a process with at most 200 file descriptors. */
async function exhaustDescriptors(world: World): Promise<Outcome> {
  const { first } = world;
  const gone = new AbortController();
  const streams = Array.from({ length: 400 }, () => connect(`${first.url}/api/config/stream`, {}, gone.signal));
  await pause(3_000);
  const isAlive = first.isRunning;
  gone.abort();
  await Promise.allSettled(streams);
  const begun = performance.now();
  await first.untilReady();
  const { status } = await ask(`${first.url}/api/config/flags`);
  const violations = [
    ...(isAlive && first.isRunning ? [] : ['the server exited']),
    ...(status === 200 ? [] : [`evaluations get ${status} afterwards`]),
  ];
  return { worst: { 'answers again after': performance.now() - begun }, violations };
}

/** As in a container: every start is process 1, like the killed one. */
async function killEmbedded(world: World): Promise<Outcome> {
  const { first } = world;
  const token = await world.token('harness');
  const violations: string[] = [];
  for (let round = 0; round < 3; round++) {
    const key = `kept-${round}`;
    const { status } = await ask(`${first.url}/api/admin/flags`, { token, body: { key } });
    await first.signal('SIGKILL');
    await first.start();
    await first.untilReady();
    const kept = await ask(`${first.url}/api/admin/flags/${key}`, { token });
    if (status !== 201 || kept.status !== 200)
      violations.push(`round ${round}: created ${status}, then ${kept.status}`);
  }
  return { worst: {}, violations };
}

const server = { group: 'Servers', isInCi: false } as const;
const asProcessOne = ['unshare', '--pid', '--fork', '--kill-child'];

export const serverRows: readonly Row[] = [
  {
    ...server,
    id: 'server-killed',
    title: `Servers are killed ${KILLS} times during ${WRITES.toLocaleString('en')} writes`,
    promise: 'R7, R8',
    limits: { 'acknowledged writes': { atLeast: WRITES, unit: 'writes' } },
    withinSec: 240,
    run: killRepeatedly,
  },
  {
    ...server,
    id: 'rolling-restarts',
    title: 'Servers are restarted with SIGTERM ten times, behind a balancer',
    promise: 'R11',
    limits: { 'slowest stop': { atMost: 10_000, unit: 'ms' } },
    withinSec: 150,
    run: rollOver,
  },
  {
    ...server,
    id: 'started-without-postgres',
    title: 'A server starts while PostgreSQL is stopped; PostgreSQL starts 4 s later',
    promise: 'R12',
    limits: { 'ready after recovery': { atMost: 5_000, unit: 'ms' } },
    isInCi: true,
    needs: { servers: 1, isStarted: false },
    run: startWithoutDatabase,
  },
  {
    ...server,
    id: 'descriptors-exhausted',
    title: '400 connections reach a server that is limited to 200 file descriptors',
    promise: 'R1',
    limits: { 'answers again after': { atMost: 2_000, unit: 'ms' } },
    needs: { servers: 1, launches: [{ prefix: ['prlimit', '--nofile=200'] }] },
    run: exhaustDescriptors,
  },
  {
    ...server,
    id: 'embedded-killed',
    title: 'A server with the embedded database, as process 1 of its container, is killed and started 3 times',
    promise: 'R7',
    limits: {},
    withinSec: 200,
    needs: { servers: 1, settings: { DATABASE_URL: '', REDIS_URL: '' }, launches: [{ prefix: asProcessOne }] },
    run: killEmbedded,
  },
];
