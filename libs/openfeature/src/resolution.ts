import type { Evaluation } from '@burgee/contracts';
import { ofrepAnswer, type OfrepScope } from '@burgee/protocols';
import { ErrorCode, type FlagValue, type ResolutionDetails } from '@openfeature/core';

/** A result as OpenFeature has it: the same reasons and codes as over OFREP. */
export function resolutionOf<T extends FlagValue>(
  evaluation: Evaluation,
  defaultValue: T,
  scope: OfrepScope,
): ResolutionDetails<T> {
  const answer = ofrepAnswer(evaluation, scope);
  const { metadata: flagMetadata } = answer;
  if ('errorCode' in answer) {
    return { ...failed(defaultValue, ErrorCode[answer.errorCode], answer.errorDetails), flagMetadata };
  }
  const { value, variant, reason } = answer;
  // A later server may send a reason that this version does not know.
  const facts = { reason: reason ?? 'UNKNOWN', flagMetadata };
  if (value === undefined) return { value: defaultValue, ...facts };
  if (typeof value !== typeof defaultValue) {
    const problem = `The flag "${evaluation.key}" is a ${typeof value}, not a ${typeof defaultValue}.`;
    return { ...failed(defaultValue, ErrorCode.TYPE_MISMATCH, problem), flagMetadata };
  }
  return { value: value as T, ...(variant !== undefined && { variant }), ...facts };
}

/** The result for a flag that there is no evaluation of. @param isReady whether there are flags at all. */
export function unresolved<T extends FlagValue>(
  flagKey: string,
  defaultValue: T,
  isReady: boolean,
): ResolutionDetails<T> {
  return isReady
    ? failed(defaultValue, ErrorCode.FLAG_NOT_FOUND, `There is no flag "${flagKey}" in this environment.`)
    : failed(defaultValue, ErrorCode.PROVIDER_NOT_READY, 'Burgee has not sent any flags yet.');
}

function failed<T extends FlagValue>(value: T, errorCode: ErrorCode, errorMessage: string): ResolutionDetails<T> {
  return { value, reason: 'ERROR', errorCode, errorMessage };
}
