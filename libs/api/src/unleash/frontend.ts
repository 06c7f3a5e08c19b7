import { type EvaluationContext, type EvaluationTiming, INVALID_CONTEXT } from '@burgee/contracts';
import { evaluateAll, timingOf } from '@burgee/evaluator';
import { contextFromUnleash, type UnleashContext } from '@burgee/importers';
import { toUnleashToggle, type UnleashToggle } from '@burgee/protocols';
import { evaluationEnvironment, type EvaluationRequest } from '../context.ts';
import { loadInputs } from '../evaluation/inputs.ts';

/** The flags that are on for a context, and everything that their ETag must cover. */
type FrontendAnswer = { readonly toggles: readonly UnleashToggle[]; readonly covered: string };

/**
 * Evaluates all flags for an Unleash frontend SDK. They do not count as usage: the SDK reports what it used.
 *
 * @throws DomainError UNAUTHENTICATED, TOKEN_SCOPE, ENVIRONMENT_NOT_FOUND.
 */
export async function evaluateForFrontend(request: EvaluationRequest, given: UnleashContext): Promise<FrontendAnswer> {
  const environment = evaluationEnvironment(request);
  const { context, now } = readContext(given);
  const { ruleset, options: current } = await loadInputs(request.services, { environment, context });
  const isTimed = now !== undefined && !Number.isNaN(now);
  const options = isTimed ? { ...current, now } : current;
  const toggles = evaluateAll(ruleset, context, options).flatMap((evaluation) => {
    const config = ruleset.flags.get(evaluation.key)?.config;
    return (config && toUnleashToggle(config, evaluation)) ?? [];
  });
  const { nextChangeAt }: EvaluationTiming = isTimed ? {} : timingOf(ruleset, context, options);
  const { version } = ruleset;
  return { toggles, covered: JSON.stringify([environment, version, nextChangeAt, context, toggles]) };
}

const IDS = ['userId', 'sessionId', 'testRunId'];

/** An id that is a list, such as a repeated parameter, is invalid: its holder is not anonymous. */
function readContext(given: UnleashContext): { context: EvaluationContext; now?: number } {
  const entries = [...Object.entries(given), ...Object.entries(given.properties ?? {})];
  const isInvalid = entries.some(([name, value]) => IDS.includes(name) && Array.isArray(value));
  return isInvalid ? { context: INVALID_CONTEXT } : contextFromUnleash(given);
}
