import type { OverrideLinks } from '@burgee/api';
import { OverrideLink } from '@burgee/contracts';
import { errors, jwtVerify, SignJWT } from 'jose';
import type { KeyObject } from 'node:crypto';

/** Keeps a link from being accepted as anything else that the key may sign. */
const AUDIENCE = 'burgee:override-link';

/** Signed links are JWTs: their readers can see what they set, but cannot change it. */
export function createOverrideLinks(key: KeyObject, now: () => Date): OverrideLinks {
  return {
    sign: ({ environment, overrides, expiresAt }) =>
      new SignJWT({ environment, overrides })
        .setProtectedHeader({ alg: 'HS256' })
        .setAudience(AUDIENCE)
        .setExpirationTime(new Date(expiresAt))
        .sign(key),
    verify: async (token) => {
      try {
        const { payload } = await jwtVerify(token, key, {
          algorithms: ['HS256'],
          audience: AUDIENCE,
          requiredClaims: ['exp'],
          currentDate: now(),
        });
        const expiresAt = new Date((payload.exp ?? 0) * 1000).toISOString();
        const { environment, overrides } = payload;
        const link = OverrideLink.safeParse({ environment, overrides, expiresAt });
        return link.success ? { link: link.data } : { problem: 'invalid' };
      } catch (error) {
        return { problem: error instanceof errors.JWTExpired ? 'expired' : 'invalid' };
      }
    },
  };
}
