import type { Evaluation, EvaluationContext, Explanation, FlagConfig, Override, Ruleset } from '@burgee/contracts';
import { aRuleset, NOW } from '@burgee/testing';
import { evaluate, explain } from './evaluate.ts';
import { overridesFor } from './overrides.ts';
import { compileRuleset, type CompiledRuleset } from './ruleset.ts';

type RulesetFields = NonNullable<Parameters<typeof aRuleset>[0]>;

/** What an evaluation takes; tests say only what matters to them. */
type Given = Omit<RulesetFields, 'overrides'> & {
  flag: FlagConfig;
  context?: EvaluationContext;
  /** Of any type: each goes where it belongs. */
  overrides?: readonly Override[];
  /** Whose overrides the caller looked up, where it is not the context, or where there are none. */
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
  // Who finds no override for the ids may leave them out.
  const found =
    lookedUpFor || !overrides.every(isInRuleset) ? overridesFor(overrides, lookedUpFor ?? context) : undefined;
  return {
    ruleset: compiled({ ...fields, flags: [...flags, flag], overrides: inRuleset }),
    context,
    options: { now, random, overrides: found },
  };
}

/** Texts like those that identify users, the same in every run and without any order in them (xorshift, seeded). */
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

/** Which part of `items` fulfils `test`, in per cent. */
export function shareOf<T>(items: readonly T[], test: (item: T) => boolean): number {
  return (items.filter(test).length / items.length) * 100;
}
