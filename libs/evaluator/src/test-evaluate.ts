import type { Evaluation, EvaluationContext, Explanation, FlagConfig, Override, Ruleset } from '@burgee/contracts';
import { aRuleset, NOW } from '@burgee/testing';
import { evaluate, explain } from './evaluate.ts';
import { overridesFor } from './overrides.ts';
import { type CompiledRuleset, compileRuleset } from './ruleset.ts';

type RulesetFields = NonNullable<Parameters<typeof aRuleset>[0]>;

/** The input of an evaluation; tests specify only the fields that matter to them. */
type Given = Omit<RulesetFields, 'overrides'> & {
  flag: FlagConfig;
  context?: EvaluationContext;
  /** Overrides of any type, which are sorted into the ruleset and the options. */
  overrides?: readonly Override[];
  /** The context whose overrides the caller looked up, if it is another one or has no overrides. */
  lookedUpFor?: EvaluationContext | undefined;
  now?: number;
  random?: number;
};

export function answerOf(given: Given): Evaluation {
  const { ruleset, context, options } = setUp(given);
  return evaluate(ruleset, given.flag.key, context, options);
}

export function explanationOf(given: Given): Explanation {
  const { ruleset, context, options } = setUp(given);
  return explain(ruleset, given.flag.key, context, options);
}

export function compiled(fields: RulesetFields): CompiledRuleset {
  return compileRuleset(aRuleset(fields));
}

function setUp(given: Given) {
  const { flag, flags = [], context = {}, overrides = [], lookedUpFor, now = NOW, random, ...fields } = given;
  const isInRuleset = ({ type }: Override) => type === 'emergency' || type === 'global';
  const inRuleset = overrides.filter(isInRuleset) as Ruleset['overrides'];
  // A caller that finds no overrides for the ids may omit them.
  const found =
    lookedUpFor || !overrides.every(isInRuleset) ? overridesFor(overrides, lookedUpFor ?? context) : undefined;
  return {
    ruleset: compiled({ ...fields, flags: [...flags, flag], overrides: inRuleset }),
    context,
    options: { now, random, overrides: found },
  };
}

/** Texts like user ids, pseudorandom and the same in every run (seeded xorshift). */
export function ids(count: number): string[] {
  let state = 0x9e3779b9;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0).toString(16).padStart(8, '0');
  };
  return Array.from({ length: count }, () => `${next()}-${next()}`);
}

/** The percentage of `items` that satisfy `test`. */
export function shareOf<T>(items: readonly T[], test: (item: T) => boolean): number {
  return (items.filter(test).length / items.length) * 100;
}
