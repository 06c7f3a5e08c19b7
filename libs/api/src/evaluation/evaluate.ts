import {
  type EnvironmentKey,
  type EvaluatedFlags,
  type ExplainedFlags,
  type Evaluation,
  type EvaluationContext,
  type Explanation,
  type FlagKey,
  type PublicEvaluation,
  type PublicFlag,
} from '@burgee/contracts';
import { evaluate, evaluateAll, explain, type CompiledRuleset, type EvaluateOptions } from '@burgee/evaluator';
import type { Services } from '../context.ts';
import { flagNotFound } from '../flags/not-found.ts';

/** Of whom flags are asked, and where. */
export type Question = { readonly environment: EnvironmentKey; readonly context: EvaluationContext };

function optionsOf({ now, random }: Services): EvaluateOptions {
  return { now: now().getTime(), random: random() };
}

/** One flag. @throws DomainError FLAG_NOT_FOUND. */
export function evaluateFlag(services: Services, { environment, context }: Question, flagKey: FlagKey): Evaluation {
  const ruleset = services.snapshots.ruleset(environment);
  const answer = evaluate(ruleset, flagKey, context, optionsOf(services));
  if (answer.errorCode === 'FLAG_NOT_FOUND') throw flagNotFound(services.snapshots, environment, flagKey);
  return answer;
}

/** All flags, or those of `flagKeys`; one that does not exist answers so, and does not spoil the others. */
export function evaluateFlags(
  services: Services,
  { environment, context }: Question,
  flagKeys?: readonly FlagKey[],
): EvaluatedFlags {
  const ruleset = services.snapshots.ruleset(environment);
  const options = optionsOf(services);
  const answers = flagKeys
    ? flagKeys.map((flagKey) => evaluate(ruleset, flagKey, context, options))
    : evaluateAll(ruleset, context, options);
  // fromEntries, because a flag may be called __proto__: as a key it is like any other there.
  const flags = Object.fromEntries(answers.map((answer) => [answer.key, toPublic(answer)]));
  return { environment, version: ruleset.version, flags };
}

/** What W9.4 promises: key and boolean, nothing else. */
export function evaluateBooleans(services: Services, { environment, context }: Question): Record<string, boolean> {
  const answers = evaluateAll(services.snapshots.ruleset(environment), context, optionsOf(services));
  return Object.fromEntries(answers.map(({ key, enabled }) => [key, enabled]));
}

/** The same as JSON text. Making an object of fifty flags and turning it into text takes three times as long as evaluating them. */
export function evaluateBooleansAsJson(services: Services, { environment, context }: Question): string {
  const ruleset = services.snapshots.ruleset(environment);
  const names = namesOf(ruleset);
  const answers = evaluateAll(ruleset, context, optionsOf(services));
  let json = '';
  for (let index = 0; index < answers.length; index++) {
    json += (index === 0 ? '{' : ',') + (names[index] as string) + String(answers[index]?.enabled);
  }
  return answers.length === 0 ? '{}' : `${json}}`;
}

/** `"key":` of every flag, in the order in which they are evaluated; made once for each ruleset. */
const namesByRuleset = new WeakMap<CompiledRuleset, readonly string[]>();

function namesOf(ruleset: CompiledRuleset): readonly string[] {
  const known = namesByRuleset.get(ruleset);
  if (known) return known;
  const names = [...ruleset.flags.keys()].map((key) => `${JSON.stringify(key)}:`);
  namesByRuleset.set(ruleset, names);
  return names;
}

/** @throws DomainError FLAG_NOT_FOUND. */
export function explainFlag(
  services: Services,
  { environment, context }: Question,
  flagKey: FlagKey,
  at?: string,
): Explanation {
  const ruleset = services.snapshots.ruleset(environment);
  if (!ruleset.flags.has(flagKey)) throw flagNotFound(services.snapshots, environment, flagKey);
  const options = optionsOf(services);
  return explain(ruleset, flagKey, context, at === undefined ? options : { ...options, now: Date.parse(at) });
}

/** Explanations of all flags, or of those of `flagKeys`. */
export function explainFlags(
  services: Services,
  { environment, context }: Question,
  flagKeys?: readonly FlagKey[],
): ExplainedFlags {
  const ruleset = services.snapshots.ruleset(environment);
  const options = optionsOf(services);
  const keys = flagKeys ?? [...ruleset.flags.keys()];
  const flags = Object.fromEntries(keys.map((key) => [key, explain(ruleset, key, context, options)]));
  return { environment, version: ruleset.version, flags };
}

/** @throws DomainError FLAG_NOT_FOUND. */
export function publicFlag(services: Services, environment: EnvironmentKey, flagKey: FlagKey): PublicFlag {
  const flag = services.snapshots.ruleset(environment).flags.get(flagKey);
  if (!flag) throw flagNotFound(services.snapshots, environment, flagKey);
  const { enabled, archived } = flag.config;
  const percentage = flag.percentageAt(services.now().getTime());
  // A ramp has any number of decimals, a percentage has three.
  return { key: flagKey, enabled: enabled && !archived, rolloutPercentage: Math.round(percentage * 1000) / 1000 };
}

/** Without rule, bucket and override: those tell who is targeted. */
function toPublic({ value, variant, enabled, reason, errorCode }: Evaluation): PublicEvaluation {
  return { value, variant, enabled, reason, errorCode };
}
