import type { Evaluation, PublicEvaluation } from '@burgee/contracts';

/** Omits rule, bucket and override, which reveal who is targeted. */
export function publicEvaluation({ value, variant, enabled, reason, errorCode }: Evaluation): PublicEvaluation {
  return { value, variant, enabled, reason, errorCode };
}
