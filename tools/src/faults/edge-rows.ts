import { setTimeout as pause } from 'node:timers/promises';
import { changeFlags } from './client-reads.ts';
import { type Edge, startEdge } from './edges.ts';
import { createServerKey } from './followers.ts';
import type { Outcome, Row } from './row.ts';
import { until } from './until.ts';
import type { World, WorldServer } from './world.ts';

const KILLS = 4;
const GIVEN_UP_MS = 60_000;
/** Longer than the pauses in which a follower tries again. */
const OUTAGE_MS = 20_000;

/** Kills the servers of a chain of two edges in turn, then all servers, and in the meantime each of the edges. */
async function breakTheChain(world: World): Promise<Outcome> {
  const key = await createServerKey(world);
  await using first = await startEdge(world.first, key);
  await using second = await startEdge(first, key);
  const edges = [first, second];
  const behind: number[] = [];
  const starts: number[] = [];
  for (let round = 0; round < KILLS; round++) {
    const killed = world.servers[round % world.servers.length] as WorldServer;
    const other = world.servers[(round + 1) % world.servers.length] as WorldServer;
    await killed.signal('SIGKILL');
    first.moveTo(other);
    behind.push(await timeUntilCurrent(world, other, edges));
    await killed.start();
    await killed.untilReady();
  }
  await Promise.all(world.servers.map((server) => server.signal('SIGKILL')));
  await pause(OUTAGE_MS);
  for (const edge of edges) starts.push(await restart(edge));
  await Promise.all(world.servers.map((server) => server.start()));
  await Promise.all(world.servers.map((server) => server.untilReady()));
  first.moveTo(world.first);
  behind.push(await timeUntilCurrent(world, world.first, edges));
  return {
    worst: {
      'all current after': Math.max(...behind),
      'ready from its files after': Math.max(...starts),
      'slowest answer': Math.max(...edges.map(({ slowestMs }) => slowestMs)),
    },
    violations: edges.flatMap(({ violations }) => violations),
  };
}

/** Kills an edge, and returns how long its next start takes without any server, in milliseconds. */
async function restart(edge: Edge): Promise<number> {
  edge.pardon(true);
  await edge.signal('SIGKILL');
  const begun = performance.now();
  await edge.start();
  await edge.untilReady();
  const took = performance.now() - begun;
  edge.pardon(false);
  return took;
}

/** Changes flags, then waits for all edges. In milliseconds. */
async function timeUntilCurrent(world: World, server: WorldServer, edges: readonly Edge[]): Promise<number> {
  const begun = performance.now();
  await changeFlags(world, server.url);
  const [row] = await world.sql<{ version: number }>(`select version from environments where key = 'production'`);
  const took = await until(() => edges.every((edge) => edge.version() >= Number(row?.version)), GIVEN_UP_MS);
  return Number.isNaN(took) ? NaN : performance.now() - begun;
}

export const edgeRows: readonly Row[] = [
  {
    group: 'Servers',
    id: 'edge',
    title: `The servers of a chain of two edges are killed ${KILLS} times, then all for ${OUTAGE_MS / 1_000} s, in which each edge is killed`,
    promise: '13.10',
    limits: {
      'all current after': { atMost: 10_000, unit: 'ms' },
      'ready from its files after': { atMost: 3_000, unit: 'ms' },
      'slowest answer': { atMost: 250, unit: 'ms' },
    },
    isInCi: false,
    withinSec: 300,
    run: breakTheChain,
  },
];
