import { evaluate } from '@burgee/evaluator';
import { aFlag, aRule, NOW } from '@burgee/testing';
import type { Bench } from './bench.ts';
import { hashFloorLoop } from './half-rollout.ts';
import { interleave, type Loop } from './interleave.ts';
import { asParsed, compiled, userIds, USERS } from './rulesets.ts';

const KEY = 'wishlist-gallery';
const COUNTRIES = ['NL', 'BE', 'DE', 'FR', 'LU'];

/** All three hold for every context, so that each call checks all of them and hashes too. */
function constraintsLoop(): Loop {
  const rule = aRule({
    rollout: 25,
    condition: {
      all: [
        { attribute: 'country', operator: 'in', values: COUNTRIES },
        { attribute: 'level', operator: 'eq', values: [3] },
        { attribute: 'appVersion', operator: 'semverGte', values: ['2.10.0'] },
      ],
    },
  });
  const ruleset = compiled({ flags: [aFlag({ key: KEY, rollout: 0, rules: [rule] }), aFlag({ key: 'another' })] });
  const [key] = asParsed<[string]>([KEY]);
  const users = asParsed(
    userIds().map((userId, index) => ({
      userId,
      country: COUNTRIES[index % COUNTRIES.length] as string,
      appVersion: `${2 + (index % 3)}.${10 + (index % 23)}.${index % 7}`,
    })),
  );
  const options = { now: NOW };
  let turn = 0;
  return (times) => {
    let included = 0;
    for (let i = 0; i < times; i++) {
      const { userId, country, appVersion } = users[turn++ & (USERS - 1)] as (typeof users)[number];
      if (evaluate(ruleset, key, { userId, country, level: 3, appVersion }, options).enabled) included++;
    }
    return included;
  };
}

export const constraints: Bench = {
  name: 'constraints',
  title: 'three constraints (in, equals, semver), then 25%',
  floorTitle: 'Map.get and murmur3 of the same text',
  unit: 'ns',
  limit: { of: 'ratio', atMost: 3 },
  run: () => interleave(constraintsLoop(), hashFloorLoop()),
};
