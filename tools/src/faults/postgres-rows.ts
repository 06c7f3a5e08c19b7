import { setTimeout as pause } from 'node:timers/promises';
import { EVALUATIONS, evaluationsOf, HEALTH, healthOf, RECOVERY, recoveryOf } from './measures.ts';
import { REFUSALS, refusalsOf, wrongRefusalsOf } from './measures.ts';
import type { Outcome, Row } from './row.ts';
import { watchWhile } from './watch.ts';
import type { World } from './world.ts';

const OUTAGE_LIMITS = { ...EVALUATIONS, ...HEALTH, ...REFUSALS, ...RECOVERY };

type Outage = {
  readonly begin: () => Promise<void>;
  readonly end: () => Promise<void>;
  readonly forMs: number;
};

/** PostgreSQL goes away and returns, while evaluations and writes go on. */
async function runOutage(world: World, { begin, end, forMs }: Outage): Promise<Outcome> {
  const watched = await watchWhile(world, async () => {
    await pause(1_000);
    await begin();
    await pause(forMs);
    await end();
    const returnedAt = performance.now();
    await pause(4_000);
    return returnedAt;
  });
  return {
    worst: {
      ...evaluationsOf(watched),
      ...healthOf(watched),
      ...refusalsOf(watched),
      ...recoveryOf(watched, watched.result),
    },
    violations: [...watched.violations, ...wrongRefusalsOf(watched)],
  };
}

const stopped = (world: World, forMs: number) =>
  runOutage(world, { begin: () => world.postgres.stop(), end: () => world.postgres.start(), forMs });
const hung = (world: World, forMs: number) =>
  runOutage(world, {
    begin: () => world.postgres.signal('SIGSTOP'),
    end: () => world.postgres.signal('SIGCONT'),
    forMs,
  });

const outage = { group: 'PostgreSQL', promise: 'R5, R6', limits: OUTAGE_LIMITS } as const;

export const postgresRows: readonly Row[] = [
  {
    ...outage,
    id: 'postgres-stopped-briefly',
    title: 'PostgreSQL is stopped for 8 s, while evaluations and writes go on',
    isInCi: true,
    run: (world) => stopped(world, 8_000),
  },
  {
    ...outage,
    id: 'postgres-stopped',
    title: 'PostgreSQL is stopped for 60 s',
    isInCi: false,
    isWaiting: true,
    withinSec: 120,
    run: (world) => stopped(world, 60_000),
  },
  {
    ...outage,
    id: 'postgres-hung-briefly',
    title: 'PostgreSQL takes connections but does not answer for 8 s',
    isInCi: true,
    run: (world) => hung(world, 8_000),
  },
  {
    ...outage,
    id: 'postgres-hung',
    title: 'PostgreSQL takes connections but does not answer for 30 s',
    isInCi: false,
    isWaiting: true,
    withinSec: 90,
    run: (world) => hung(world, 30_000),
  },
];
