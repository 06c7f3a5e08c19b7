import { compileRuleset, evaluate } from '@burgee/evaluator';
import type { Bench, Measurement } from './bench.ts';
import { followRuleset } from './fake-sync.ts';
import { mixedRuleset } from './rulesets.ts';

const FLAGS = 1_000;
const ROUNDS = 400;
const OVERRIDDEN = 1_000_000;

/** The first read of each flag of a context, and the evaluation of the same flags without anything around it. */
async function measureReads(): Promise<Measurement> {
  const ruleset = mixedRuleset(FLAGS);
  const burgee = await followRuleset(ruleset);
  const compiled = compileRuleset(ruleset);
  const keys = ruleset.flags.map(({ key }) => key);
  const best = { value: Infinity, floor: Infinity };
  let isOn = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const context = { userId: `user-${round}`, country: 'NL', plan: 'pro' };
    const flags = await burgee.for(context);
    const begun = performance.now();
    for (const key of keys) if (flags.isEnabled(key)) isOn++;
    const read = performance.now();
    const options = { now: Date.now() };
    for (const key of keys) if (evaluate(compiled, key, context, options).enabled) isOn--;
    const ended = performance.now();
    best.value = Math.min(best.value, ((read - begun) * 1e6) / FLAGS);
    best.floor = Math.min(best.floor, ((ended - read) * 1e6) / FLAGS);
  }
  await burgee.close();
  if (isOn !== 0) throw new Error('the flag server evaluates differently');
  return best;
}

/** The memory of a flag server, with and without a million users who have overrides. */
async function measureMemory(): Promise<Measurement> {
  const ruleset = mixedRuleset(200);
  const userIds = Array.from({ length: OVERRIDDEN }, (_, index) => `user-${index}`);
  // Loads everything that the first one loads.
  await (await followRuleset(ruleset)).close();
  const floor = await memoryOf(() => followRuleset(ruleset));
  return { value: (await memoryOf(() => followRuleset(ruleset, userIds))) - floor, floor };
}

async function memoryOf(make: () => Promise<{ close(): Promise<void> }>): Promise<number> {
  const before = usedBytes();
  const made = await make();
  const bytes = usedBytes() - before;
  await made.close();
  return bytes;
}

function usedBytes(): number {
  for (let times = 0; times < 3; times++) globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

export const node: readonly Bench[] = [
  {
    name: 'node-read',
    title: `the first read of a flag of a context in @burgee/node, ${FLAGS.toLocaleString('en')} flags`,
    floorTitle: 'its evaluation',
    unit: 'ns',
    limit: { of: 'value', atMost: 300 },
    run: measureReads,
  },
  {
    name: 'node-memory',
    title: 'memory of @burgee/node for a million users with overrides',
    floorTitle: 'all memory of one without overrides',
    unit: 'bytes',
    limit: { of: 'value', atMost: 60_000_000 },
    processes: 1,
    run: measureMemory,
  },
];
