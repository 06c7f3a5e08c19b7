import { describeFailure, type DomainFailure, type OfrepErrorCode, type OfrepFailure } from '@burgee/contracts';

/** A request that failed before a flag was evaluated, as OFREP writes it. @param key of the flag that was asked for, if it was one. */
export function ofrepFailure(failure: DomainFailure, key: string | undefined): OfrepFailure {
  const { message, hint } = describeFailure(failure);
  const errorDetails = `${message} ${hint}`;
  return { ...(key !== undefined && { key }), errorCode: errorCodeOf(failure), errorDetails };
}

function errorCodeOf(failure: DomainFailure): OfrepErrorCode {
  if (failure.code === 'FLAG_NOT_FOUND') return 'FLAG_NOT_FOUND';
  if (failure.code === 'BODY_TOO_DEEP') return 'PARSE_ERROR';
  if (failure.code !== 'VALIDATION_FAILED') return 'GENERAL';
  return failure.details.some(({ path }) => path === 'context' || path.startsWith('context.'))
    ? 'INVALID_CONTEXT'
    : 'PARSE_ERROR';
}
