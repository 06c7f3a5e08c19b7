import { MINUTE_MS } from '@burgee/contracts';
import { setTimeout as pause } from 'node:timers/promises';
import { changeFlags } from './client-reads.ts';
import { createServerKey, type FollowerProcess, startFollowers } from './followers.ts';
import type { Outcome, Row } from './row.ts';
import { until } from './until.ts';
import { watchWhile } from './watch.ts';
import type { World, WorldServer } from './world.ts';

const PROCESSES = 4;
const FOLLOWERS_EACH = 5;
const KILLS = 6;
const OUTAGE_MS = MINUTE_MS;
const GIVEN_UP_MS = MINUTE_MS;

/** Kills the servers in turn and moves the followers between them, then stops PostgreSQL for a while. */
async function breakEverything(world: World): Promise<Outcome> {
  const key = await createServerKey(world);
  await using stack = new AsyncDisposableStack();
  const processes: FollowerProcess[] = [];
  for (let at = 0; at < PROCESSES; at++) {
    const server = world.servers[at % world.servers.length] as WorldServer;
    processes.push(stack.use(await startFollowers(server, key, FOLLOWERS_EACH)));
  }
  const behind: number[] = [];
  const watched = await watchWhile(
    world,
    async ({ pardon }) => {
      for (let round = 0; round < KILLS; round++) {
        const killed = world.servers[round % world.servers.length] as WorldServer;
        const other = world.servers[(round + 1) % world.servers.length] as WorldServer;
        pardon(killed, true);
        await killed.signal('SIGKILL');
        for (const process of processes) await process.moveTo(other);
        await pause(1_000);
        await killed.start();
        await killed.untilReady();
        pardon(killed, false);
        for (const process of processes.slice(PROCESSES / 2)) await process.moveTo(killed);
        behind.push(await timeUntilCurrent(world, processes));
      }
      await world.postgres.stop();
      await pause(OUTAGE_MS);
      await world.postgres.start();
      behind.push(await timeUntilCurrent(world, processes));
    },
    { isAudited: false },
  );
  const violations = processes.flatMap((process) => process.violations);
  return { worst: { 'all current after': Math.max(...behind) }, violations: [...watched.violations, ...violations] };
}

/** Changes flags until the database accepts it, then waits for all followers. */
async function timeUntilCurrent(world: World, processes: readonly FollowerProcess[]): Promise<number> {
  const begun = performance.now();
  while (!(await changeFlags(world).catch(() => undefined))) await pause(50);
  const [row] = await world.sql<{ version: number }>(`select version from environments where key = 'production'`);
  const isCurrent = () =>
    processes.every(({ versions }) => versions().every((version) => version >= Number(row?.version)));
  const took = await until(isCurrent, GIVEN_UP_MS);
  return Number.isNaN(took) ? NaN : performance.now() - begun;
}

export const followerRows: readonly Row[] = [
  {
    group: 'Clients',
    id: 'node-follower',
    title: `${PROCESSES * FOLLOWERS_EACH} followers in ${PROCESSES} processes: servers are killed ${KILLS} times, followers move, PostgreSQL is stopped for 60 s`,
    promise: '13.6',
    limits: { 'all current after': { atMost: 10_000, unit: 'ms' } },
    isInCi: false,
    withinSec: 300,
    run: breakEverything,
  },
];
