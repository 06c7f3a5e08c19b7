import type { Caller } from '@burgee/api';
import { Session, type Role } from '@burgee/contracts';
import { errors, jwtVerify, SignJWT } from 'jose';

/** Verifies and issues bearer tokens: JWTs signed with HS256, with the claims `sub` and `role`. */
export type Auth = {
  callerOf(authorization: string | undefined): Promise<Caller>;
  issue(actor: string, role: Role, expiresIn: string): Promise<string>;
};

export function createAuth(secret: string, now: () => Date): Auth {
  const key = new TextEncoder().encode(secret);

  async function callerOf(authorization: string | undefined): Promise<Caller> {
    if (authorization === undefined) return { problem: 'missing' };
    const [, token] = /^Bearer ([\w.~+/=-]+)$/i.exec(authorization) ?? [];
    if (token === undefined) return { problem: 'invalid' };
    try {
      // Only this algorithm: a token says itself how it is signed, and "none" is one of the things it may say.
      const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'], currentDate: now() });
      const session = Session.safeParse({ actor: payload.sub, role: payload['role'] });
      return session.success ? { session: session.data } : { problem: 'invalid' };
    } catch (error) {
      return { problem: error instanceof errors.JWTExpired ? 'expired' : 'invalid' };
    }
  }

  function issue(actor: string, role: Role, expiresIn: string): Promise<string> {
    return new SignJWT({ role })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(actor)
      .setIssuedAt(now())
      .setExpirationTime(expiresIn)
      .sign(key);
  }

  return { callerOf, issue };
}
