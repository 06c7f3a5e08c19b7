import { setTimeout as pause } from 'node:timers/promises';
import { startCrowd } from './crowd.ts';
import { EVALUATIONS, HEALTH, measureEvaluations, measureHealth } from './measures.ts';
import { OUTAGE_LIMITS, runOutage } from './outage.ts';
import type { Outcome, Row } from './row.ts';
import { watchWhile } from './watch.ts';
import type { World } from './world.ts';

const stopped = (world: World, forMs: number) =>
  runOutage(world, { begin: () => world.postgres.stop(), end: () => world.postgres.start(), forMs });
const hung = (world: World, forMs: number) =>
  runOutage(world, {
    begin: () => world.postgres.signal('SIGSTOP'),
    end: () => world.postgres.signal('SIGCONT'),
    forMs,
  });

const CRASHES = 20;
const CROWD = 200;

/** Each crash interrupts transactions of hundreds of writers. */
async function crashRepeatedly(world: World): Promise<Outcome> {
  const watched = await watchWhile(world, async ({ ledger }) => {
    const crowd = await startCrowd(world, { ledger, size: CROWD, everyMs: 500 });
    for (let round = 0; round < CRASHES; round++) {
      const { acknowledged } = crowd;
      await world.postgres.crash();
      await world.postgres.start();
      while (crowd.acknowledged < acknowledged + CROWD / 4) await pause(10);
    }
    await crowd.stop();
    return crowd.acknowledged;
  });
  return {
    worst: { ...measureEvaluations(watched), ...measureHealth(watched), 'acknowledged writes': watched.result },
    violations: watched.violations,
  };
}

/** Connections break repeatedly while PostgreSQL itself works. */
async function resetRepeatedly(world: World): Promise<Outcome> {
  const watched = await watchWhile(world, async () => {
    for (let round = 0; round < 20; round++) {
      for (const { database } of world.servers) {
        database.setFault({ kind: 'reset' });
        database.setFault({ kind: 'none' });
      }
      await pause(250);
    }
  });
  return { worst: { ...measureEvaluations(watched), ...measureHealth(watched) }, violations: watched.violations };
}

const outage = { group: 'PostgreSQL', promise: 'R5, R6', limits: OUTAGE_LIMITS } as const;

export const postgresRows: readonly Row[] = [
  {
    ...outage,
    id: 'postgres-stopped-briefly',
    title: 'PostgreSQL is stopped for 8 s while evaluations and writes continue',
    isInCi: true,
    run: (world) => stopped(world, 8_000),
  },
  {
    ...outage,
    id: 'postgres-stopped',
    title: 'PostgreSQL is stopped for 60 s',
    isInCi: false,
    isWaiting: true,
    withinSec: 150,
    run: (world) => stopped(world, 60_000),
  },
  {
    ...outage,
    id: 'postgres-hung-briefly',
    title: 'PostgreSQL accepts connections but does not answer for 8 s',
    isInCi: true,
    run: (world) => hung(world, 8_000),
  },
  {
    ...outage,
    id: 'postgres-hung',
    title: 'PostgreSQL accepts connections but does not answer for 30 s',
    isInCi: false,
    isWaiting: true,
    withinSec: 120,
    run: (world) => hung(world, 30_000),
  },
  {
    id: 'postgres-crashed',
    group: 'PostgreSQL',
    title: `PostgreSQL crashes ${CRASHES} times (shutdown mode "immediate") under ${CROWD} writers`,
    promise: 'R7, R8',
    limits: { 'acknowledged writes': { atLeast: 1_000, unit: 'writes' } },
    isInCi: false,
    withinSec: 150,
    run: crashRepeatedly,
  },
  {
    id: 'postgres-connections-reset',
    group: 'PostgreSQL',
    title: 'All connections to PostgreSQL are reset 20 times in 5 s',
    promise: 'R5, R7',
    limits: { ...EVALUATIONS, ...HEALTH },
    isInCi: true,
    run: resetRepeatedly,
  },
];
