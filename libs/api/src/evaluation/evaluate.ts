import {
  type EnvironmentKey,
  type EvaluatedFlags,
  type Evaluation,
  type EvaluationTiming,
  type ExplainContextsInput,
  type ExplainedContexts,
  type ExplainedFlag,
  type ExplainedFlags,
  type FlagKey,
  type PublicFlag,
} from '@burgee/contracts';
import { evaluate, evaluateAll, explain, nextChangeAt, publicEvaluation, timing, timingOf } from '@burgee/evaluator';
import type { EvaluationServices } from '../context.ts';
import { flagNotFound } from '../failures/flag-not-found.ts';
import { type EvaluationInputs, evaluationInputs, loadInputs, type Question } from './inputs.ts';

/** One flag. @throws DomainError FLAG_NOT_FOUND. */
export async function evaluateFlag(
  services: EvaluationServices,
  question: Question,
  flagKey: FlagKey,
): Promise<Evaluation & EvaluationTiming> {
  const { ruleset, options } = await loadInputs(services, question);
  const answer = evaluate(ruleset, flagKey, question.context, options);
  if (answer.errorCode === 'FLAG_NOT_FOUND') throw flagNotFound(ruleset.flags.keys(), question.environment, flagKey);
  services.usage.count(ruleset, [answer], options.now);
  return { ...answer, ...timingOf(ruleset, question.context, options, [flagKey]) };
}

/** All flags, or those of `flagKeys`; an unknown flag reports an error of its own and does not affect the others. */
export async function evaluateFlags(
  services: EvaluationServices,
  question: Question,
  flagKeys?: readonly FlagKey[],
): Promise<EvaluatedFlags> {
  return evaluateMany(services, question, await loadInputs(services, question), flagKeys);
}

export function evaluateMany(
  services: EvaluationServices,
  { environment, context }: Question,
  { ruleset, options }: EvaluationInputs,
  flagKeys?: readonly FlagKey[],
): EvaluatedFlags {
  const answers = flagKeys
    ? flagKeys.map((flagKey) => evaluate(ruleset, flagKey, context, options))
    : evaluateAll(ruleset, context, options);
  if (flagKeys) services.usage.count(ruleset, answers, options.now);
  else services.usage.countAll(ruleset, answers, options.now);
  // A flag may be named __proto__: `fromEntries` treats it like any other key.
  const flags = Object.fromEntries(answers.map((answer) => [answer.key, publicEvaluation(answer)]));
  return { environment, version: ruleset.version, ...timingOf(ruleset, context, options, flagKeys), flags };
}

/** @throws DomainError FLAG_NOT_FOUND. */
export async function explainFlag(
  services: EvaluationServices,
  question: Question,
  flagKey: FlagKey,
  at?: string,
): Promise<ExplainedFlag> {
  const { ruleset, options: current } = await loadInputs(services, question);
  if (!ruleset.flags.has(flagKey)) throw flagNotFound(ruleset.flags.keys(), question.environment, flagKey);
  const options = at === undefined ? current : { ...current, now: Date.parse(at) };
  const { context } = question;
  return { ...explain(ruleset, flagKey, context, options), ...timingOf(ruleset, context, options, [flagKey]) };
}

/** Explanations of all flags, or of those of `flagKeys`, as of now or of `at`. */
export async function explainFlags(
  services: EvaluationServices,
  question: Question,
  flagKeys?: readonly FlagKey[],
  at?: string,
): Promise<ExplainedFlags> {
  const { environment, context } = question;
  const { ruleset, options: current } = await loadInputs(services, question);
  const options = at === undefined ? current : { ...current, now: Date.parse(at) };
  const keys = flagKeys ?? [...ruleset.flags.keys()];
  const flags = Object.fromEntries(keys.map((key) => [key, explain(ruleset, key, context, options)]));
  return { environment, version: ruleset.version, ...timingOf(ruleset, context, options, flagKeys), flags };
}

/** Explanations of one flag for several contexts, at one version and instant. @throws DomainError FLAG_NOT_FOUND. */
export async function explainContexts(
  services: EvaluationServices,
  environment: EnvironmentKey,
  { flagKey, contexts, at }: Pick<ExplainContextsInput, 'flagKey' | 'contexts' | 'at'>,
): Promise<ExplainedContexts> {
  services.snapshots.ruleset(environment);
  const found = await Promise.all(contexts.map(async (context) => services.overrides.forContext(environment, context)));
  const { ruleset, options: shared } = evaluationInputs(services, environment, undefined);
  if (!ruleset.flags.has(flagKey)) throw flagNotFound(ruleset.flags.keys(), environment, flagKey);
  const now = at === undefined ? shared.now : Date.parse(at);
  const changes: number[] = [];
  const explanations = contexts.map((context, index) => {
    const options = { ...shared, now, overrides: found[index] };
    const next = nextChangeAt(ruleset, context, options, [flagKey]);
    if (next !== undefined) changes.push(next);
    return explain(ruleset, flagKey, context, options);
  });
  const next = changes.length === 0 ? undefined : Math.min(...changes);
  return { version: ruleset.version, ...timing(now, next), explanations };
}

/** @throws DomainError FLAG_NOT_FOUND. */
export function publicFlag(services: EvaluationServices, environment: EnvironmentKey, flagKey: FlagKey): PublicFlag {
  const { flags } = services.snapshots.ruleset(environment);
  const flag = flags.get(flagKey);
  if (!flag) throw flagNotFound(flags.keys(), environment, flagKey);
  const { enabled, archived } = flag.config;
  const rolloutPercentage = roundPercentage(flag.percentageAt(services.now().getTime()));
  return { key: flagKey, enabled: enabled && !archived, rolloutPercentage };
}

/** A ramp has any number of decimals; a percentage has three. */
export function roundPercentage(percentage: number): number {
  return Math.round(percentage * 1000) / 1000;
}
