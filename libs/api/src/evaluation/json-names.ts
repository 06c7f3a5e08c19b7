import type { CompiledRuleset } from '@burgee/evaluator';

const namesByRuleset = new WeakMap<CompiledRuleset, readonly string[]>();

/** `"key":` of every flag, in evaluation order, built once per ruleset. */
export function jsonNames(ruleset: CompiledRuleset): readonly string[] {
  const known = namesByRuleset.get(ruleset);
  if (known) return known;
  const names = [...ruleset.flags.keys()].map((key) => `${JSON.stringify(key)}:`);
  namesByRuleset.set(ruleset, names);
  return names;
}
