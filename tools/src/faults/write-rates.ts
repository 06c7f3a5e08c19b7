import { createLatencies, createLedger, type Ledger } from '@burgee/testing';
import { setTimeout as pause } from 'node:timers/promises';
import { auditBooks } from './books.ts';
import { startCrowd } from './crowd.ts';
import { listAttempts } from './measures.ts';
import type { World } from './world.ts';

export type WriteRate = {
  readonly perSecond: number;
  readonly p99Ms: number;
  /** Attempts that were not acknowledged. */
  readonly refused: number;
  /** Attempts that were neither acknowledged nor refused as `BUSY` with `Retry-After`. */
  readonly failures: number;
};

const WARM_UP_MS = 3_000;
const MEASURED_MS = 8_000;

/** Measures writers who never pause, after a warm-up in which Node compiles the code. */
export async function measureWriteRate(world: World, ledger: Ledger, size: number): Promise<WriteRate> {
  const crowd = await startCrowd(world, { ledger, size, everyMs: 0, servers: [world.first] });
  await pause(WARM_UP_MS);
  const begun = performance.now();
  await pause(MEASURED_MS);
  const ended = performance.now();
  await crowd.stop();
  const counted = listAttempts(ledger).filter(({ at }) => at > begun && at <= ended);
  const acknowledged = counted.filter(({ outcome }) => outcome === 'acknowledged');
  const busy = counted.filter(({ code, retryAfterSec }) => code === 'BUSY' && retryAfterSec);
  const latencies = createLatencies();
  for (const { ms } of acknowledged) latencies.add(ms);
  return {
    perSecond: acknowledged.length / ((ended - begun) / 1_000),
    p99Ms: latencies.percentile(0.99),
    refused: counted.length - acknowledged.length,
    failures: counted.length - acknowledged.length - busy.length,
  };
}

/** The number of writers that others are compared with. */
const FEW = 10;

/**
 * Compares the rate of `size` writers with that of 10, in percent: more writers must not lower the total rate. `npm run
 * bench` measures the absolute rates, without the overhead of this harness.
 */
export async function compareWithFewWriters(
  world: World,
  size: number,
): Promise<{ rate: WriteRate; share: number; violations: string[] }> {
  const [fewLedger, ledger] = [createLedger(), createLedger()];
  const few = await measureWriteRate(world, fewLedger, FEW);
  const rate = await measureWriteRate(world, ledger, size);
  const violations = [...(await auditBooks(world, fewLedger)), ...(await auditBooks(world, ledger))];
  return { rate, share: (100 * rate.perSecond) / few.perSecond, violations };
}
