import { evaluate } from '@burgee/evaluator';
import { aFlag, aRule, NOW } from '@burgee/testing';
import type { Bench } from './bench.ts';
import { interleave, type Loop } from './interleave.ts';
import { asParsed, compiled, USERS } from './rulesets.ts';

const KEY = 'wishlist-gallery';
const LISTED = Array.from({ length: 1_000 }, (_, index) => `user-${index * 7919}`);

/**
 * Every other id is on the list. The ids are separate strings, so that a match compares characters, as with ids from
 * requests.
 */
function idsHalfListed(): string[] {
  return asParsed(
    Array.from({ length: USERS }, (_, turn) => (turn % 2 ? `user-${turn}-x` : (LISTED[turn % 1_000] as string))),
  );
}

function idListLoop(): Loop {
  const rule = aRule({ condition: { attribute: 'userId', operator: 'in', values: LISTED } });
  const ruleset = compiled({ flags: [aFlag({ key: KEY, rollout: 0, rules: [rule] }), aFlag({ key: 'another' })] });
  const [key] = asParsed<[string]>([KEY]);
  const ids = idsHalfListed();
  const options = { now: NOW };
  let turn = 0;
  return (times) => {
    let included = 0;
    for (let i = 0; i < times; i++) {
      if (evaluate(ruleset, key, { userId: ids[turn++ & (USERS - 1)] }, options).enabled) included++;
    }
    return included;
  };
}

/** The minimum work of any implementation: find the flag, check its list, find the answer. */
function setFloorLoop(): Loop {
  const listed = new Set(asParsed(LISTED));
  const flags = new Map(asParsed([KEY, 'another']).map((key) => [key, listed]));
  const answers = new Map(asParsed(['on', 'off']).map((variant) => [variant, { enabled: variant === 'on' }]));
  const [key, on, off] = asParsed<[string, string, string]>([KEY, 'on', 'off']);
  const ids = idsHalfListed();
  let turn = 0;
  return (times) => {
    let included = 0;
    for (let i = 0; i < times; i++) {
      const isListed = flags.get(key)?.has(ids[turn++ & (USERS - 1)] as string);
      if (answers.get(isListed ? on : off)?.enabled) included++;
    }
    return included;
  };
}

export const idList: Bench = {
  name: 'list',
  title: 'a list of 1,000 ids, half of which match',
  floorTitle: 'Set.has and two Map.get',
  unit: 'ns',
  limit: { of: 'ratio', atMost: 1.5 },
  run: () => interleave(idListLoop(), setFloorLoop()),
};
