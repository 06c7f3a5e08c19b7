import { setTimeout as pause } from 'node:timers/promises';
import { EVALUATIONS, HEALTH, measureEvaluations, measureHealth, measureRecovery, RECOVERY } from './measures.ts';
import { findWrongRefusals, measureRefusals, REFUSALS } from './measures.ts';
import type { Outcome } from './row.ts';
import { watchWhile } from './watch.ts';
import type { World } from './world.ts';

export const OUTAGE_LIMITS = { ...EVALUATIONS, ...HEALTH, ...REFUSALS, ...RECOVERY } as const;

type Outage = {
  readonly begin: () => Promise<unknown>;
  readonly end: () => Promise<unknown>;
  readonly forMs: number;
};

/** How long writes continue after the database is back, to show the recovery. */
const AFTERWARDS_MS = 4_000;

/** PostgreSQL fails and recovers while evaluations and writes continue. */
export async function runOutage(world: World, { begin, end, forMs }: Outage): Promise<Outcome> {
  const watched = await watchWhile(world, async () => {
    await pause(1_000);
    const begun = performance.now();
    await begin();
    await pause(Math.max(0, forMs - (performance.now() - begun)));
    await end();
    const returnedAt = performance.now();
    await pause(AFTERWARDS_MS);
    return returnedAt;
  });
  const { writes } = watched.ledger;
  const isNoticed = writes.some(({ attempts }) => attempts.some(({ outcome }) => outcome === 'unavailable'));
  return {
    worst: {
      ...measureEvaluations(watched),
      ...measureHealth(watched),
      ...measureRefusals(watched),
      ...measureRecovery(watched, watched.result),
    },
    violations: [
      ...watched.violations,
      ...findWrongRefusals(watched),
      ...(isNoticed ? [] : ['no write noticed the outage: the fault was not in effect']),
    ],
  };
}
