import {
  type EnvironmentKey,
  type EvaluatedFlags,
  type ExplainedContexts,
  type ExplainedFlag,
  type ExplainedFlags,
  type Evaluation,
  type EvaluationContext,
  type EvaluationTiming,
  type FlagKey,
  type PublicEvaluation,
  type PublicFlag,
  type RulesetVersion,
} from '@burgee/contracts';
import {
  evaluate,
  evaluateAll,
  explain,
  nextChangeAt,
  type CompiledRuleset,
  type EvaluateOptions,
} from '@burgee/evaluator';
import type { Services } from '../context.ts';
import { flagNotFound } from '../flags/not-found.ts';
import type { FoundOverrides } from '../overrides/lookup.ts';
import { timing, timingOf } from './timing.ts';

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
export async function evaluateFlag(
  services: Services,
  question: Question,
  flagKey: FlagKey,
): Promise<Evaluation & EvaluationTiming> {
  const { ruleset, options } = await ask(services, question);
  const answer = evaluate(ruleset, flagKey, question.context, options);
  if (answer.errorCode === 'FLAG_NOT_FOUND') throw flagNotFound(services.snapshots, question.environment, flagKey);
  services.usage.count(ruleset, [answer], options.now);
  return { ...answer, ...timingOf(ruleset, question.context, options, [flagKey]) };
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
  return { environment, version: ruleset.version, ...timingOf(ruleset, context, options, flagKeys), flags };
}

/** The text of W9.4, key and boolean and nothing else, and everything that an ETag for it must cover. */
export type EvaluatedBooleans = Question & {
  readonly version: RulesetVersion;
  readonly nextChangeAt: string | undefined;
  readonly json: string;
};

/** All flags as booleans. @throws DomainError ENVIRONMENT_NOT_FOUND. */
export async function evaluateBooleans(services: Services, question: Question): Promise<EvaluatedBooleans> {
  return booleansOf(services, question, await ask(services, question));
}

/** Evaluates immediately; returns `undefined` if an override has to be fetched first. */
export function evaluateBooleansNow(services: Services, question: Question): EvaluatedBooleans | undefined {
  const overrides = services.overrides.forContext(question.environment, question.context);
  if (overrides instanceof Promise) return undefined;
  return booleansOf(services, question, asked(services, question.environment, overrides));
}

/** As text: making an object of fifty flags and turning it into text takes three times as long as evaluating them. */
function booleansOf(
  services: Services,
  { environment, context }: Question,
  { ruleset, options }: Asked,
): EvaluatedBooleans {
  const names = namesOf(ruleset);
  const answers = evaluateAll(ruleset, context, options);
  services.usage.countAll(ruleset, answers, options.now);
  let json = '';
  for (let index = 0; index < answers.length; index++) {
    json += (index === 0 ? '{' : ',') + (names[index] as string) + String(answers[index]?.enabled);
  }
  const { nextChangeAt } = timingOf(ruleset, context, options);
  return {
    environment,
    context,
    version: ruleset.version,
    nextChangeAt,
    json: answers.length === 0 ? '{}' : `${json}}`,
  };
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
): Promise<ExplainedFlag> {
  const { ruleset, options: current } = await ask(services, question);
  if (!ruleset.flags.has(flagKey)) throw flagNotFound(services.snapshots, question.environment, flagKey);
  const options = at === undefined ? current : { ...current, now: Date.parse(at) };
  const { context } = question;
  return { ...explain(ruleset, flagKey, context, options), ...timingOf(ruleset, context, options, [flagKey]) };
}

/** Explanations of all flags, or of those of `flagKeys`, as of now or of `at`. */
export async function explainFlags(
  services: Services,
  question: Question,
  flagKeys?: readonly FlagKey[],
  at?: string,
): Promise<ExplainedFlags> {
  const { environment, context } = question;
  const { ruleset, options: current } = await ask(services, question);
  const options = at === undefined ? current : { ...current, now: Date.parse(at) };
  const keys = flagKeys ?? [...ruleset.flags.keys()];
  const flags = Object.fromEntries(keys.map((key) => [key, explain(ruleset, key, context, options)]));
  return { environment, version: ruleset.version, ...timingOf(ruleset, context, options, flagKeys), flags };
}

/** Explanations of one flag for several contexts, at one version and instant. @throws DomainError FLAG_NOT_FOUND. */
export async function explainContexts(
  services: Services,
  environment: EnvironmentKey,
  flagKey: FlagKey,
  contexts: readonly EvaluationContext[],
  at?: string,
): Promise<ExplainedContexts> {
  services.snapshots.ruleset(environment);
  const found = await Promise.all(contexts.map(async (context) => services.overrides.forContext(environment, context)));
  const { ruleset, options: shared } = asked(services, environment, undefined);
  if (!ruleset.flags.has(flagKey)) throw flagNotFound(services.snapshots, environment, flagKey);
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
