import type { CompiledRuleset } from '@burgee/evaluator';

/** By the places of the keys, which versions with the same flags share. */
const namesByPlaces = new WeakMap<CompiledRuleset['flags']['places'], readonly string[]>();

/** `"key":` of every flag, in evaluation order. */
export function jsonNames(ruleset: CompiledRuleset): readonly string[] {
  const known = namesByPlaces.get(ruleset.flags.places);
  if (known) return known;
  const names = [...ruleset.flags.keys()].map((key) => `${JSON.stringify(key)}:`);
  namesByPlaces.set(ruleset.flags.places, names);
  return names;
}
