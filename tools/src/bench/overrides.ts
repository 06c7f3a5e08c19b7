import type { EvaluationContext } from '@burgee/contracts';
import { evaluate } from '@burgee/evaluator';
import { NOW } from '@burgee/testing';
import type { Bench } from './bench.ts';
import { bestOf, interleave, type Loop } from './interleave.ts';
import {
  answerFor,
  ENVIRONMENT,
  flagOf,
  FLAGS,
  type LookUps,
  MANY,
  startLookUps,
  startServerOn,
  userOf,
  withOverrides,
} from './many-overrides.ts';
import { asParsed } from './rulesets.ts';

/** Setting up a million overrides takes a while, so each benchmark runs in one process. */
const ONCE = { processes: 1 } as const;
const COLD = 500;
const USERS = 1_024;
const MANY_TITLE = `${MANY.toLocaleString('en')} user overrides over ${FLAGS} flags`;

/** Like the hot path: look up, which fetches nothing here, then evaluate. */
function lookUpLoop({ overrides, ruleset }: LookUps, users: readonly string[]): Loop {
  const contexts = users.map((userId): EvaluationContext => ({ userId }));
  const keys = users.map((_, index) => flagOf(index));
  return (times) => {
    let enabled = 0;
    for (let i = 0; i < times; i++) {
      const at = i & (USERS - 1);
      const context = contexts[at] as EvaluationContext;
      const found = overrides.forContext(ENVIRONMENT, context);
      if (found instanceof Promise) throw new Error('the look-up has to fetch overrides');
      const options = found ? { now: NOW, overrides: found } : { now: NOW };
      if (evaluate(ruleset, keys[at] as string, context, options).enabled) enabled++;
    }
    return enabled;
  };
}

const usersWithoutOverride = () => asParsed(Array.from({ length: USERS }, (_, index) => `stranger-${index}`));
const users = () => asParsed(Array.from({ length: USERS }, (_, index) => userOf(index)));

const withoutAny: Bench = {
  name: 'overrides-none',
  title: `a user without an override, among ${MANY_TITLE}`,
  floorTitle: 'the same without any overrides in the system',
  unit: 'ns',
  limit: { of: 'ratio', atMost: 1.2 },
  ...ONCE,
  run: () =>
    withOverrides(0, (_url, empty) =>
      withOverrides(MANY, async (_otherUrl, full) => {
        await using floor = await startLookUps(empty);
        await using many = await startLookUps(full);
        return interleave(lookUpLoop(many, usersWithoutOverride()), lookUpLoop(floor, usersWithoutOverride()));
      }),
    ),
};

const warm: Bench = {
  name: 'overrides-warm',
  title: `extra cost of a warm overridden user, among ${MANY_TITLE}`,
  floorTitle: 'a user without an override',
  unit: 'ns',
  limit: { of: 'value', atMost: 20_000 },
  ...ONCE,
  run: () =>
    withOverrides(MANY, async (_url, database) => {
      await using many = await startLookUps(database);
      for (const userId of users()) await many.overrides.forContext(ENVIRONMENT, { userId });
      const floor = bestOf(lookUpLoop(many, usersWithoutOverride()));
      return { value: bestOf(lookUpLoop(many, users())) - floor, floor };
    }),
};

const cold: Bench = {
  name: 'overrides-cold',
  title: `queries for a cold overridden user, among ${MANY_TITLE}`,
  floorTitle: 'one',
  unit: 'queries',
  limit: { of: 'value', atMost: 1 },
  ...ONCE,
  run: () =>
    withOverrides(MANY, async (_url, database) => {
      await using many = await startLookUps(database);
      for (let index = 0; index < COLD; index++) {
        const context = { userId: userOf(index) };
        const overrides = await many.overrides.forContext(ENVIRONMENT, context);
        if (!overrides) throw new Error(`${userOf(index)} has no override`);
        const { enabled } = evaluate(many.ruleset, flagOf(index), context, { now: NOW, overrides });
        if (enabled !== answerFor(index)) throw new Error(`${userOf(index)} got ${enabled}`);
      }
      return { value: many.queries.reads / COLD, floor: 1 };
    }),
};

const memory: Bench = {
  name: 'overrides-memory',
  title: `memory of a server beyond that of an empty one, with ${MANY_TITLE}`,
  floorTitle: 'the empty server',
  unit: 'bytes',
  limit: { of: 'value', atMost: 400_000_000 },
  ...ONCE,
  run: async () => {
    const floor = (await withOverrides(0, (url) => startServerOn(url, 0))).bytes;
    const { bytes } = await withOverrides(MANY, (url) => startServerOn(url, MANY));
    return { value: bytes - floor, floor };
  },
};

const index: Bench = {
  name: 'overrides-index',
  title: `from the start until all ids are indexed, with right answers in the meantime, with ${MANY_TITLE}`,
  floorTitle: 'without overrides',
  unit: 'ms',
  limit: { of: 'value', atMost: 10_000 },
  ...ONCE,
  run: async () => {
    const floor = (await withOverrides(0, (url) => startServerOn(url, 0))).readyMs;
    const { readyMs } = await withOverrides(MANY, (url) => startServerOn(url, MANY));
    return { value: readyMs, floor };
  },
};

export const overrides: readonly Bench[] = [withoutAny, warm, cold, memory, index];
