import { type EnvironmentKey, isAllowed, type OpenFeatureManifest } from '@burgee/contracts';
import {
  contextFromOpenFeature,
  type OfrepAnswer,
  ofrepFlag,
  type OfrepFlags,
  ofrepFlags,
  type OfrepQuestion,
  type OfrepScope,
  openFeatureManifest,
} from '@burgee/protocols';
import type { EvaluationRequest, EvaluationServices } from '../context.ts';
import { loadInputs, type Question } from '../evaluation/inputs.ts';
import { flagNotFound } from '../failures/flag-not-found.ts';
import { followedEnvironment } from '../sync/follow.ts';

/** How much a caller may see of results in an environment that it may evaluate. */
export function ofrepScopeOf({ caller }: Pick<EvaluationRequest, 'caller'>, environment: EnvironmentKey): OfrepScope {
  if ('problem' in caller) return 'public';
  if ('key' in caller) return caller.key.kind === 'server' ? 'full' : 'public';
  return isAllowed(caller.session, 'evaluation:explain', environment) ? 'full' : 'public';
}

/** @param asked with a context of OpenFeature. @throws DomainError FLAG_NOT_FOUND. */
export async function evaluateOfrepFlag(
  services: EvaluationServices,
  asked: Question,
  scope: OfrepScope,
  flagKey: string,
): Promise<OfrepAnswer> {
  const question = await loadQuestion(services, asked, scope);
  const { ruleset, options } = question;
  const { evaluation, answer } = ofrepFlag(question, flagKey);
  if (evaluation.errorCode === 'FLAG_NOT_FOUND') throw flagNotFound(ruleset.flags.keys(), asked.environment, flagKey);
  services.usage.count(ruleset, [evaluation], options.now);
  return answer;
}

/** All flags. @param asked with a context of OpenFeature. */
export async function evaluateOfrepFlags(
  services: EvaluationServices,
  asked: Question,
  scope: OfrepScope,
): Promise<OfrepFlags & { readonly version: number }> {
  const question = await loadQuestion(services, asked, scope);
  const { ruleset, options } = question;
  const flags = ofrepFlags(question);
  services.usage.countAll(ruleset, flags.evaluations, options.now);
  return { ...flags, version: ruleset.version };
}

async function loadQuestion(services: EvaluationServices, asked: Question, scope: OfrepScope): Promise<OfrepQuestion> {
  const context = contextFromOpenFeature(asked.context);
  const inputs = await loadInputs(services, { environment: asked.environment, context });
  return { ...inputs, context, scope };
}

/**
 * The flags from which the command line of OpenFeature generates code, for a server key: the defaults are values that a web key
 * may never get.
 *
 * @throws DomainError UNAUTHENTICATED or TOKEN_SCOPE.
 */
export function manifestFor(request: EvaluationRequest, asked?: EnvironmentKey): OpenFeatureManifest {
  return openFeatureManifest(request.services.snapshots.ruleset(followedEnvironment(request, asked)));
}
