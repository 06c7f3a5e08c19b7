import type { Caller } from '@burgee/api';
import { actorOfIssuer, actorOfToken, type EnvironmentKey, type Role, Session } from '@burgee/contracts';
import { createRemoteJWKSet, decodeJwt, errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import type { KeyObject } from 'node:crypto';
import type { Settings } from './env.ts';
import { rememberVerified } from './verified-tokens.ts';

/** Verifies bearer tokens, which are JWTs with the claims `sub` and `role` (W9.14), and issues the server's own. */
export type Tokens = {
  callerOf(token: string): Promise<Caller>;
  /** When a verified token expires, in milliseconds since 1970. */
  endOf(token: string): number;
  /** @param expires an instant, or a duration such as `1h`. */
  issue(subject: string, role: Role, expires: string | Date, limits?: TokenLimits): Promise<string>;
};

/** For a token that is exchanged for another one. */
type TokenLimits = {
  /** The issuer of the other token, and so of its subject. */
  readonly issuer?: string;
  /** The only environments that it can access. */
  readonly reach?: readonly EnvironmentKey[] | undefined;
};

type TokensOptions = {
  /** Signs the server's own tokens. */
  readonly key: KeyObject;
  /** The issuers whose tokens are also accepted. */
  readonly trusted: Pick<Settings, 'AUTH_JWT_SECRET' | 'AUTH_JWKS_URL' | 'AUTH_JWT_ISSUER' | 'AUTH_JWT_AUDIENCE'>;
  readonly now: () => Date;
};

/** @throws JOSEError for an invalid token. */
type Verify = (token: string) => Promise<Caller>;

const OWN_AUDIENCE = 'burgee';
/** How far the clocks of an issuer and this server may differ when checking `exp` and `nbf`. */
export const CLOCK_TOLERANCE_SEC = 5;
/** Only algorithms with key pairs: the public key must never be accepted as a shared secret. */
export const ASYMMETRIC = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

export function createTokens({ key, trusted, now }: TokensOptions): Tokens {
  const verifiers = [verifyOwn(key, now), ...verifyTrusted(trusted, now)];

  async function callerOf(token: string): Promise<Caller> {
    let problem: 'invalid' | 'expired' = 'invalid';
    for (const verify of verifiers) {
      try {
        return await verify(token);
      } catch (error) {
        if (error instanceof errors.JWTExpired) problem = 'expired';
        else if (!(error instanceof errors.JOSEError)) throw error;
      }
    }
    return { problem };
  }

  function issue(
    subject: string,
    role: Role,
    expires: string | Date,
    { issuer, reach }: TokenLimits = {},
  ): Promise<string> {
    return new SignJWT({ role, ...(issuer && { from: issuer }), ...(reach && { reach }) })
      .setProtectedHeader({ alg: 'HS256' })
      .setAudience(OWN_AUDIENCE)
      .setSubject(subject)
      .setIssuedAt(now())
      .setExpirationTime(expires)
      .sign(key);
  }

  return { callerOf: rememberVerified({ verify: callerOf, endOf, now }), endOf, issue };
}

/** Ignores the clock tolerance: a stream that ends early is reopened. */
function endOf(token: string): number {
  return (decodeJwt(token).exp ?? 0) * 1000;
}

/** @param reach of tokens of this server; those of other issuers have none. */
function callerFrom({ sub, role }: JWTPayload, actorOf: (subject: string) => string, reach: unknown = null): Caller {
  if (sub === undefined) return { problem: 'invalid' };
  const session = Session.safeParse({ actor: actorOf(sub), name: sub, role, roles: {}, reach });
  return session.success ? { session: session.data } : { problem: 'invalid' };
}

/** The same subject from another issuer is a different actor. */
function callerOfIssuer(payload: JWTPayload): Caller {
  return callerFrom(payload, (subject) => actorOfIssuer(payload.iss ?? '', subject));
}

function expiring(now: () => Date) {
  return { currentDate: now(), clockTolerance: CLOCK_TOLERANCE_SEC, requiredClaims: ['exp'] };
}

function verifyOwn(key: KeyObject, now: () => Date): Verify {
  return async (token) => {
    const options = { algorithms: ['HS256'], audience: OWN_AUDIENCE, ...expiring(now) };
    const { payload } = await jwtVerify(token, key, options);
    const { from, reach } = payload;
    const actorOf = typeof from === 'string' ? (subject: string) => actorOfIssuer(from, subject) : actorOfToken;
    return callerFrom(payload, actorOf, reach);
  };
}

/** The server decides the algorithm: a token names its own, which may be "none". */
function verifyTrusted(
  { AUTH_JWT_SECRET, AUTH_JWKS_URL, AUTH_JWT_ISSUER, AUTH_JWT_AUDIENCE }: TokensOptions['trusted'],
  now: () => Date,
): Verify[] {
  const claims = () => ({
    ...(AUTH_JWT_ISSUER && { issuer: AUTH_JWT_ISSUER }),
    ...(AUTH_JWT_AUDIENCE && { audience: AUTH_JWT_AUDIENCE }),
    ...expiring(now),
  });
  const verifiers: Verify[] = [];
  if (AUTH_JWT_SECRET) {
    const secret = new TextEncoder().encode(AUTH_JWT_SECRET);
    const options = () => ({ ...claims(), algorithms: ['HS256'] });
    verifiers.push(async (token) => callerOfIssuer((await jwtVerify(token, secret, options())).payload));
  }
  if (AUTH_JWKS_URL) {
    const keys = createRemoteJWKSet(new URL(AUTH_JWKS_URL));
    const options = () => ({ ...claims(), algorithms: ASYMMETRIC });
    verifiers.push(async (token) => callerOfIssuer((await jwtVerify(token, keys, options())).payload));
  }
  return verifiers;
}
