import type { ChangePlans } from '@burgee/api';
import { ChangePlan } from '@burgee/contracts';
import { errors, jwtVerify, SignJWT } from 'jose';
import type { KeyObject } from 'node:crypto';

/** Keeps a plan from being accepted as anything else that the key may sign. */
const AUDIENCE = 'burgee:change-plan';

/** Plans are JWTs, signed with a key that all servers share: any of them can apply a plan, and callers can read it. */
export function createChangePlans(key: KeyObject, now: () => Date): ChangePlans {
  return {
    sign: (plan, expiresAt) =>
      new SignJWT({ plan })
        .setProtectedHeader({ alg: 'HS256' })
        .setAudience(AUDIENCE)
        .setExpirationTime(new Date(expiresAt))
        .sign(key),
    verify: async (planId) => {
      try {
        const { payload } = await jwtVerify(planId, key, {
          algorithms: ['HS256'],
          audience: AUDIENCE,
          requiredClaims: ['exp'],
          currentDate: now(),
        });
        const plan = ChangePlan.safeParse(payload['plan']);
        return plan.success ? { plan: plan.data } : { problem: 'invalid' };
      } catch (error) {
        return { problem: error instanceof errors.JWTExpired ? 'expired' : 'invalid' };
      }
    },
  };
}
