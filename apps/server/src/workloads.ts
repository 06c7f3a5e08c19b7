import type { Workloads } from '@burgee/api';
import { DomainError, MINUTE_MS, ownValue, validationFailure, type WorkloadRule } from '@burgee/contracts';
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import type { Settings } from './env.ts';
import { ASYMMETRIC, CLOCK_TOLERANCE_SEC, type Tokens } from './tokens.ts';

type WorkloadsOptions = {
  readonly settings: Pick<Settings, 'WORKLOAD_ISSUER' | 'WORKLOAD_AUDIENCE' | 'WORKLOAD_ROLES'>;
  readonly tokens: Pick<Tokens, 'issue'>;
  readonly now: () => Date;
};

const LIFE_MS = 15 * MINUTE_MS;
const TIMEOUT_MS = 3_000;
const RETRY_AFTER_SEC = 5;

const Discovery = z.object({ issuer: z.string(), jwks_uri: z.url({ protocol: /^https?$/ }) });

/** Signs in jobs of the trusted issuer by OpenID Connect, with the role of the first rule that their claims match. */
export function createWorkloads({ settings, tokens, now }: WorkloadsOptions): Workloads {
  const { WORKLOAD_ISSUER: issuer, WORKLOAD_AUDIENCE: audience = '', WORKLOAD_ROLES: rules = [] } = settings;
  let keys: Promise<JWTVerifyGetKey> | undefined;

  /** Reads where the keys are once. A failure is forgotten, so that the next call tries again. */
  async function keysOf(issuer: string): Promise<JWTVerifyGetKey> {
    keys ??= discover(issuer);
    try {
      return await keys;
    } catch (error) {
      keys = undefined;
      throw unavailable(issuer, error);
    }
  }

  async function claimsOf(token: string, issuer: string): Promise<JWTPayload & { readonly sub: string }> {
    const options = {
      ...{ issuer, audience, algorithms: ASYMMETRIC, currentDate: now(), clockTolerance: CLOCK_TOLERANCE_SEC },
      requiredClaims: ['exp', 'sub'],
    };
    try {
      const { payload } = await jwtVerify(token, await keysOf(issuer), options);
      return { ...payload, sub: String(payload.sub) };
    } catch (error) {
      if (error instanceof DomainError) throw error;
      if (error instanceof errors.JWTExpired) throw new DomainError({ code: 'UNAUTHENTICATED', problem: 'expired' });
      if (isAway(error)) throw unavailable(issuer, error);
      throw new DomainError({ code: 'UNAUTHENTICATED', problem: 'invalid' });
    }
  }

  return {
    exchange: async (token) => {
      if (issuer === undefined) throw new DomainError(validationFailure(NOT_TRUSTED));
      const claims = await claimsOf(token, issuer);
      const rule = rules.find((rule) => matches(rule, claims));
      if (!rule)
        throw new DomainError({ code: 'TOKEN_SCOPE', scope: `anything: no rule has the claims of ${claims.sub}` });
      const { role, environments } = rule;
      const end = new Date(now().getTime() + LIFE_MS);
      return {
        token: await tokens.issue(claims.sub, role, end, { issuer, reach: environments }),
        ...{ expiresAt: end.toISOString(), role, environments: environments ?? null },
      };
    },
  };
}

const NOT_TRUSTED = new z.ZodError([
  {
    ...{ code: 'custom', path: ['token'], input: undefined },
    message: 'this server accepts no tokens of CI services: set WORKLOAD_ISSUER, WORKLOAD_AUDIENCE and WORKLOAD_ROLES',
  },
]);

/** Whether the keys could not be read, by the network or by an answer that is not 200. */
function isAway(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return true;
  return error instanceof errors.JWKSTimeout || error.code === errors.JOSEError.code;
}

/** Claims that are not text match nothing. */
function matches({ claims }: WorkloadRule, payload: JWTPayload): boolean {
  return Object.entries(claims).every(([name, wanted]) => {
    const claim = ownValue(payload, name);
    return typeof claim === 'string' && [wanted].flat().includes(claim);
  });
}

async function discover(issuer: string): Promise<JWTVerifyGetKey> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${url} answered with ${response.status}`);
  const found = Discovery.parse(await response.json());
  if (found.issuer !== issuer) throw new Error(`${url} names another issuer: ${found.issuer}`);
  return createRemoteJWKSet(new URL(found.jwks_uri), { timeoutDuration: TIMEOUT_MS });
}

function unavailable(issuer: string, cause: unknown): DomainError {
  return new DomainError({ code: 'ISSUER_UNAVAILABLE', issuer, retryAfterSec: RETRY_AFTER_SEC }, { cause });
}
