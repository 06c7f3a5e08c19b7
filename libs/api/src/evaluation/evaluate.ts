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
import type { FoundOverrides } from '../overrides/lookup.ts';

/** Of whom flags are asked, and where. */
export type Question = { readonly environment: EnvironmentKey; readonly context: EvaluationContext };

type Asked = { readonly ruleset: CompiledRuleset; readonly options: EvaluateOptions };

function asked({ snapshots, now, random }: Services, environment: EnvironmentKey, overrides: FoundOverrides): Asked {
  const options = { now: now().getTime(), random: random(), ...(overrides && { overrides }) };
  // Read last: it is at least as new as the overrides.
  return { ruleset: snapshots.ruleset(environment), options };
}

/** @throws DomainError ENVIRONMENT_NOT_FOUND, before anything is looked up. */
async function ask(services: Services, { environment, context }: Question): Promise<Asked> {
  services.snapshots.ruleset(environment);
  return asked(services, environment, await services.overrides.forContext(environment, context));
}

/** One flag. @throws DomainError FLAG_NOT_FOUND. */
export async function evaluateFlag(services: Services, question: Question, flagKey: FlagKey): Promise<Evaluation> {
  const { ruleset, options } = await ask(services, question);
  const answer = evaluate(ruleset, flagKey, question.context, options);
  if (answer.errorCode === 'FLAG_NOT_FOUND') throw flagNotFound(services.snapshots, question.environment, flagKey);
  services.usage.count(ruleset, [answer], options.now);
  return answer;
}

/** All flags, or those of `flagKeys`; one that does not exist answers so, and does not spoil the others. */
export async function evaluateFlags(
  services: Services,
  question: Question,
  flagKeys?: readonly FlagKey[],
): Promise<EvaluatedFlags> {
  const { environment, context } = question;
  const { ruleset, options } = await ask(services, question);
  const answers = flagKeys
    ? flagKeys.map((flagKey) => evaluate(ruleset, flagKey, context, options))
    : evaluateAll(ruleset, context, options);
  if (flagKeys) services.usage.count(ruleset, answers, options.now);
  else services.usage.countAll(ruleset, answers, options.now);
  // fromEntries, because a flag may be called __proto__: as a key it is like any other there.
  const flags = Object.fromEntries(answers.map((answer) => [answer.key, toPublic(answer)]));
  return { environment, version: ruleset.version, flags };
}

/** What W9.4 promises: key and boolean, nothing else. */
export async function evaluateBooleans(services: Services, question: Question): Promise<Record<string, boolean>> {
  const { ruleset, options } = await ask(services, question);
  const answers = evaluateAll(ruleset, question.context, options);
  services.usage.countAll(ruleset, answers, options.now);
  return Object.fromEntries(answers.map(({ key, enabled }) => [key, enabled]));
}

/**
 * The same as JSON text; `undefined` where an override has to be fetched first. Making an object of fifty flags and turning
 * it into text takes three times as long as evaluating them.
 */
export function evaluateBooleansAsJson(services: Services, { environment, context }: Question): string | undefined {
  const overrides = services.overrides.forContext(environment, context);
  if (overrides instanceof Promise) return undefined;
  const { ruleset, options } = asked(services, environment, overrides);
  const names = namesOf(ruleset);
  const answers = evaluateAll(ruleset, context, options);
  services.usage.countAll(ruleset, answers, options.now);
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
export async function explainFlag(
  services: Services,
  question: Question,
  flagKey: FlagKey,
  at?: string,
): Promise<Explanation> {
  const { ruleset, options } = await ask(services, question);
  if (!ruleset.flags.has(flagKey)) throw flagNotFound(services.snapshots, question.environment, flagKey);
  return explain(ruleset, flagKey, question.context, at === undefined ? options : { ...options, now: Date.parse(at) });
}

/** Explanations of all flags, or of those of `flagKeys`. */
export async function explainFlags(
  services: Services,
  question: Question,
  flagKeys?: readonly FlagKey[],
): Promise<ExplainedFlags> {
  const { environment, context } = question;
  const { ruleset, options } = await ask(services, question);
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
