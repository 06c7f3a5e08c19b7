import type { CompiledRuleset } from '@burgee/evaluator';

/** `"key":` with the bracket or comma before it. */
export type JsonName = string;

/** By the places of the keys, which versions with the same flags share. */
const namesByPlaces = new WeakMap<CompiledRuleset['flags']['places'], readonly JsonName[]>();

/** The name of every flag in an object that has all flags, in evaluation order. */
export function jsonNames(ruleset: CompiledRuleset): readonly JsonName[] {
  const known = namesByPlaces.get(ruleset.flags.places);
  if (known) return known;
  const names = [...ruleset.flags.keys()].map((key, index) => `${index === 0 ? '{' : ','}${JSON.stringify(key)}:`);
  namesByPlaces.set(ruleset.flags.places, names);
  return names;
}
