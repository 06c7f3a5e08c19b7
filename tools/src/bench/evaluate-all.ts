import { compileRuleset, evaluateAll } from '@burgee/evaluator';
import { NOW } from '@burgee/testing';
import type { Bench } from './bench.ts';
import { halfRolloutLoop } from './half-rollout.ts';
import { bestOf, type Loop } from './interleave.ts';
import { mixedRuleset, userIds, USERS } from './rulesets.ts';

function evaluateAllLoop(): Loop {
  const ruleset = compileRuleset(mixedRuleset(1_000));
  const users = userIds();
  const options = { now: NOW };
  let turn = 0;
  return (times) => {
    let included = 0;
    for (let i = 0; i < times; i++) {
      const context = {
        userId: users[turn & (USERS - 1)],
        country: 'NL',
        plan: turn & 1 ? 'pro' : 'free',
        appVersion: '2.11.0',
        email: 'ada@example.org',
      };
      const answers = evaluateAll(ruleset, context, options);
      if (answers[turn++ % answers.length]?.enabled) included++;
    }
    return included;
  };
}

/**
 * The floor is the first row's figure. It is measured first, not interleaved: mixed flags would make the JIT compiler
 * deoptimize the code for one flag.
 */
export const allFlags: Bench = {
  name: 'all',
  title: 'all of 1,000 mixed flags into an array',
  floorTitle: '50% rollout, fresh context each call',
  unit: 'ns',
  limit: { of: 'ratio', atMost: 900 },
  run: () => ({ floor: bestOf(halfRolloutLoop()), value: bestOf(evaluateAllLoop(), { rounds: 300, times: 10 }) }),
};
