import type { ChangePlan, FailureOf } from '@burgee/contracts';

/** Signs plans, so that any server can apply what another one previewed. */
export type ChangePlans = {
  /** @param expiresAt in milliseconds since 1970. */
  sign(plan: ChangePlan, expiresAt: number): Promise<string>;
  verify(
    planId: string,
  ): Promise<{ readonly plan: ChangePlan } | { readonly problem: FailureOf<'PLAN_NOT_VALID'>['problem'] }>;
};
