import { evaluate } from '@burgee/evaluator';
import { aFlag, NOW } from '@burgee/testing';
import type { Bench } from './bench.ts';
import type { Loop } from './interleave.ts';
import { compiled, userIds, USERS } from './rulesets.ts';

const TIMES = 20_000;
const ROUNDS = 40;
/** Answers are kept for a while, or the compiler would eliminate them as unused. */
const KEPT = 1_024;

function evaluateLoop(): Loop {
  const ruleset = compiled({ flags: [aFlag({ key: 'wishlist-gallery', rollout: 50 })] });
  const contexts = userIds().map((userId) => ({ userId }));
  const options = { now: NOW };
  const kept = Array<unknown>(KEPT).fill(undefined);
  return (times) => {
    for (let i = 0; i < times; i++) {
      const context = contexts[i & (USERS - 1)] as { userId: string };
      kept[i & (KEPT - 1)] = evaluate(ruleset, 'wishlist-gallery', context, options);
    }
    return kept.length;
  };
}

function bareAnswerLoop(): Loop {
  const kept = Array<unknown>(KEPT).fill(undefined);
  return (times) => {
    for (let bucket = 0; bucket < times; bucket++) {
      const enabled = (bucket & 1) === 0;
      const variant = enabled ? 'on' : 'off';
      kept[bucket & (KEPT - 1)] = { key: 'a', value: enabled, variant, enabled, reason: 'SPLIT', version: 1, bucket };
    }
    return kept.length;
  };
}

/**
 * The minimum of many rounds: a garbage collection would make a round negative, other work in the process would
 * increase it. `Infinity` if no round allocated anything.
 */
export function bytesEach(loop: Loop): number {
  let least = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    loop(TIMES);
    const bytes = (process.memoryUsage().heapUsed - before) / TIMES;
    if (bytes > 0) least = Math.min(least, bytes);
  }
  return least;
}

export const memory: Bench = {
  name: 'memory',
  title: 'memory that one evaluation allocates',
  floorTitle: 'an object with the same fields',
  unit: 'bytes',
  limit: { of: 'value', atMost: 200 },
  run: () => ({ value: bytesEach(evaluateLoop()), floor: bytesEach(bareAnswerLoop()) }),
};
