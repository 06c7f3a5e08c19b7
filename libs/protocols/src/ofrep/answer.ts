import type {
  Evaluation,
  EvaluationErrorCode,
  EvaluationReason,
  OfrepErrorCode,
  OfrepFailure,
  OfrepSuccess,
} from '@burgee/contracts';

/** How much callers may see: `public` for web keys and for callers without a key, who get nothing about targeting. */
export type OfrepScope = 'full' | 'public';

/** The result for one flag of a request that reached it: an error has a key. */
export type OfrepAnswer =
  OfrepSuccess | (OfrepFailure & { readonly key: string; readonly metadata: OfrepSuccess['metadata'] });

/** Our reasons as those of the standard. An error is a failure instead. */
const REASONS = {
  STATIC: 'STATIC',
  SPLIT: 'SPLIT',
  TARGETING_MATCH: 'TARGETING_MATCH',
  OVERRIDE: 'TARGETING_MATCH',
  DEFAULT: 'DEFAULT',
  DISABLED: 'DISABLED',
  EXPIRED: 'DISABLED',
  PREREQUISITE_FAILED: 'DEFAULT',
} as const satisfies Record<Exclude<EvaluationReason, 'ERROR'>, OfrepSuccess['reason']>;

const ERROR_CODES = {
  FLAG_NOT_FOUND: 'FLAG_NOT_FOUND',
  INVALID_CONTEXT: 'INVALID_CONTEXT',
  TYPE_MISMATCH: 'TYPE_MISMATCH',
  FLAG_BROKEN: 'GENERAL',
} as const satisfies Record<EvaluationErrorCode, OfrepErrorCode>;

/** Sentences that reveal nothing about a flag's targeting. */
const PUBLIC_DETAILS = {
  FLAG_NOT_FOUND: 'There is no such flag in this environment.',
  INVALID_CONTEXT: 'The targeting key must be text of 1 to 255 characters.',
  TYPE_MISMATCH: 'An override of the flag has a value of another type.',
  FLAG_BROKEN: 'The flag cannot be evaluated. An editor must repair it.',
} as const satisfies Record<EvaluationErrorCode, string>;

/** One result as OFREP writes it. */
export function ofrepAnswer(evaluation: Evaluation, scope: OfrepScope): OfrepAnswer {
  const { key, value, variant, reason, errorCode, errorMessage } = evaluation;
  const metadata = metadataOf(evaluation, scope);
  if (reason === 'ERROR') {
    const code = errorCode ?? 'FLAG_BROKEN';
    const errorDetails = (scope === 'full' && errorMessage) || PUBLIC_DETAILS[code];
    return { key, errorCode: ERROR_CODES[code], errorDetails, metadata };
  }
  const answer = { key, reason: REASONS[reason], metadata };
  // Without a value, the caller's default applies. No flag has the value `null`, which the protocol does not allow.
  if (value === undefined) return answer;
  return variant === undefined ? { ...answer, value } : { ...answer, value, variant };
}

/** The failure of a flag that hashes the targeting key, which the context lacks. */
export function targetingKeyMissing({ key, version }: Evaluation): OfrepAnswer {
  return {
    key,
    errorCode: 'TARGETING_KEY_MISSING',
    errorDetails: 'The flag chooses by the targeting key, and the context has none.',
    metadata: { version },
  };
}

function metadataOf({ version, layer, ruleId, bucket }: Evaluation, scope: OfrepScope): OfrepSuccess['metadata'] {
  if (scope === 'public') return { version };
  return {
    version,
    ...(layer !== undefined && { layer }),
    ...(ruleId !== undefined && { ruleId }),
    ...(bucket !== undefined && { bucket }),
  };
}
