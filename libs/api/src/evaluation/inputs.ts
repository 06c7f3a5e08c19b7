import type { EnvironmentKey, EvaluationContext } from '@burgee/contracts';
import type { CompiledRuleset, EvaluateOptions } from '@burgee/evaluator';
import type { EvaluationServices } from '../context.ts';
import type { FoundOverrides } from '../overrides/lookup.ts';

/** The context to evaluate flags for, and the environment. */
export type Question = { readonly environment: EnvironmentKey; readonly context: EvaluationContext };

/** Everything that a result depends on, except the context. */
export type EvaluationInputs = { readonly ruleset: CompiledRuleset; readonly options: EvaluateOptions };

export function evaluationInputs(
  { snapshots, now, random }: EvaluationServices,
  environment: EnvironmentKey,
  overrides: FoundOverrides,
): EvaluationInputs {
  const options = { now: now().getTime(), random: random(), ...(overrides && { overrides }) };
  // Read last, so that it is at least as new as the overrides.
  return { ruleset: snapshots.ruleset(environment), options };
}

/** @throws DomainError ENVIRONMENT_NOT_FOUND. */
export async function loadInputs(services: EvaluationServices, question: Question): Promise<EvaluationInputs> {
  return evaluationInputs(services, question.environment, await overridesOf(services, question));
}

/** Returns the inputs without waiting; `undefined` if an override has to be fetched first. */
export function inputsNow(services: EvaluationServices, question: Question): EvaluationInputs | undefined {
  const overrides = overridesOf(services, question);
  return overrides instanceof Promise ? undefined : evaluationInputs(services, question.environment, overrides);
}

function overridesOf({ snapshots, overrides }: EvaluationServices, { environment, context }: Question) {
  // Throws for an unknown environment, before any override is looked up.
  snapshots.ruleset(environment);
  return overrides.forContext(environment, context);
}
