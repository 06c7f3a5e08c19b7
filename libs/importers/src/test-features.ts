import { type Evaluation, Ruleset } from '@burgee/contracts';
import { type CompiledRuleset, compileRuleset, evaluate } from '@burgee/evaluator';
import { NOW } from '@burgee/testing';
import { contextFromUnleash, type UnleashContext } from './context.ts';
import type { UnleashImport } from './import-state.ts';
import { importUnleash } from './import-unleash.ts';

/** Untyped JSON, as Unleash would send it. */
export type Json = Record<string, unknown>;

/** A feature named `feature` that is on for everyone. */
export function aFeature(fields: Json = {}): Json {
  return { name: 'feature', enabled: true, strategies: [], ...fields };
}

export function aStrategy(name: string, parameters: Json = {}, fields: Json = {}): Json {
  return { name, parameters, ...fields };
}

/** A feature that is on if one constraint holds. */
export function aConstrainedFeature(constraint: Json): Json {
  return aFeature({
    strategies: [aStrategy('default', {}, { constraints: [{ contextName: 'field', ...constraint }] })],
  });
}

/** Imports features, and fails if there are problems or if the result cannot be stored and evaluated. */
export function importAll(features: readonly Json[], segments: readonly Json[] = []): CompiledRuleset {
  const { ruleset, problems } = importUnleash({ version: 2, features, segments });
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return compileImported({ ruleset, problems });
}

/** Compiles the ruleset after a round trip through JSON and the contract, like a stored snapshot. */
export function compileImported({ ruleset }: UnleashImport): CompiledRuleset {
  const compiled = compileRuleset(Ruleset.parse(JSON.parse(JSON.stringify(ruleset))));
  if (compiled.broken.length > 0) throw new Error(JSON.stringify(compiled.broken));
  return compiled;
}

export function answer(compiled: CompiledRuleset, name: string, context: UnleashContext, random?: number): Evaluation {
  const { context: ours, now = NOW } = contextFromUnleash(context);
  return evaluate(compiled, name, ours, { now, random });
}

/** Whether a single feature is on. */
export function isOn(feature: Json, context: UnleashContext = {}): boolean {
  return answer(importAll([feature]), 'feature', context).enabled;
}

/** The variant of a single feature. */
export function variantOf(feature: Json, context: UnleashContext = {}): string | undefined {
  return answer(importAll([feature]), 'feature', context).variant;
}

/** The problems of an import, as `feature: construct`. */
export function problemsOf(features: readonly unknown[], segments: readonly unknown[] = []): string[] {
  const { ruleset, problems } = importUnleash({ features, segments });
  const imported = new Set<string>(ruleset.flags.map((flag) => flag.key));
  for (const { feature } of problems) if (imported.has(feature)) throw new Error(`${feature} was imported`);
  return problems.map(({ feature, construct }) => `${feature}: ${construct}`);
}

/** Numbers in `[0, 1)` that are the same in every run. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    // Source: mulberry32 by Tommy Ettinger, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c (public domain).
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
