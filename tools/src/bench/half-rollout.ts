import { evaluate } from '@burgee/evaluator';
import { aFlag, NOW } from '@burgee/testing';
import type { Bench } from './bench.ts';
import { interleave, type Loop } from './interleave.ts';
import { murmur3 } from './murmur3-floor.ts';
import { asParsed, compiled, userIds, USERS } from './rulesets.ts';

const KEY = 'wishlist-gallery';

/** Evaluates a 50% rollout, with a fresh context for each call, as requests have. */
export function halfRolloutLoop(): Loop {
  const ruleset = compiled({ flags: [aFlag({ key: KEY, rollout: 50 }), aFlag({ key: 'another' })] });
  const [key] = asParsed<[string]>([KEY]);
  const users = userIds();
  const options = { now: NOW };
  let turn = 0;
  return (times) => {
    let included = 0;
    for (let i = 0; i < times; i++) {
      const context = { userId: users[turn++ & (USERS - 1)] };
      if (evaluate(ruleset, key, context, options).enabled) included++;
    }
    return included;
  };
}

/** The minimum work of any implementation: find the flag, and hash its salt with the user's id. */
export function hashFloorLoop(): Loop {
  const flags = new Map(asParsed([KEY, 'another']).map((key) => [key, { buckets: 50_000 }]));
  const [key] = asParsed<[string]>([KEY]);
  const texts = asParsed(userIds().map((id) => `${KEY}:${id}`));
  let turn = 0;
  return (times) => {
    let included = 0;
    for (let i = 0; i < times; i++) {
      const { buckets } = flags.get(key) as { buckets: number };
      if ((murmur3(texts[turn++ & (USERS - 1)] as string) * 100_000) / 2 ** 32 < buckets) included++;
    }
    return included;
  };
}

export const halfRollout: Bench = {
  name: 'rollout',
  title: '50% rollout, fresh context each call',
  floorTitle: 'Map.get and murmur3 of the same text',
  unit: 'ns',
  limit: { of: 'ratio', atMost: 1.6 },
  run: () => interleave(halfRolloutLoop(), hashFloorLoop()),
};
