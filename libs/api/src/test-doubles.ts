import { ChangePlan, type Diagnostics, DomainError, EnvironmentKey, MINUTE_MS, OverrideLink } from '@burgee/contracts';
import { z } from 'zod';
import type { ChangePlans } from './agent/plans.ts';
import type { Workloads } from './context.ts';
import { EXAMPLE_PLAN, EXAMPLE_WORKLOAD } from './example-ids.ts';
import type { OverrideLinks } from './overrides/links.ts';

/** Accepts the token of the examples, and knows an issuer that is away. */
export function testWorkloads(now: () => Date): Workloads {
  return {
    exchange: async (token) => {
      if (token === EXAMPLE_AWAY) {
        throw new DomainError({ code: 'ISSUER_UNAVAILABLE', issuer: 'https://ci.example.com', retryAfterSec: 5 });
      }
      if (token !== EXAMPLE_WORKLOAD) throw new DomainError({ code: 'UNAUTHENTICATED', problem: 'invalid' });
      const expiresAt = new Date(now().getTime() + 15 * MINUTE_MS).toISOString();
      return {
        token: 'an-access-token',
        expiresAt,
        role: 'editor',
        environments: [EnvironmentKey.parse('production')],
      };
    },
  };
}

/** The token of an issuer whose keys cannot be read. */
export const EXAMPLE_AWAY = 'the-token-of-an-issuer-that-is-away';

/** Links without cryptography, which the server adds. */
export function testLinks(now: () => Date): OverrideLinks {
  return {
    sign: async (link) => JSON.stringify(link),
    verify: async (token) => {
      try {
        const link = OverrideLink.parse(JSON.parse(token));
        return Date.parse(link.expiresAt) <= now().getTime() ? { problem: 'expired' } : { link };
      } catch {
        return { problem: 'invalid' };
      }
    },
  };
}

const SignedPlan = z.strictObject({ plan: ChangePlan, expiresAt: z.int() });

/** Plans without cryptography, which the server adds; and the plan of the example. */
export function testPlans(now: () => Date): ChangePlans {
  return {
    sign: async (plan, expiresAt) => JSON.stringify({ plan, expiresAt }),
    verify: async (planId) => {
      if (planId === EXAMPLE_PLAN) return { plan: PLANNED };
      try {
        const { plan, expiresAt } = SignedPlan.parse(JSON.parse(planId));
        return expiresAt <= now().getTime() ? { problem: 'expired' } : { plan };
      } catch {
        return { problem: 'invalid' };
      }
    },
  };
}

const PLANNED = ChangePlan.parse({
  id: '00000000-0000-4000-8000-0000000000d4',
  actor: 'admin@example.org',
  environment: 'production',
  key: 'new-checkout',
  revision: 2,
  change: { kind: 'switch', enabled: true, rolloutPercentage: 50 },
});

/** A healthy server on PostgreSQL. */
export async function testDiagnostics(): Promise<Omit<Diagnostics, 'proxy'>> {
  return {
    settings: {
      mode: 'production',
      environment: EnvironmentKey.parse('production'),
      host: '0.0.0.0',
      port: 4000,
      publicUrl: 'https://flags.example.com',
      hasOwnSecret: true,
      weakSecrets: [],
      hasDemo: false,
      unlimited: [],
    },
    database: {
      version: '18.4',
      major: 18,
      database: 'burgee',
      role: 'burgee',
      readOnly: null,
      isEncrypted: true,
      isNear: false,
      pooling: 'none or session',
      missing: null,
      connections: 12,
      maxConnections: 100,
    },
    redis: null,
    disk: { folder: '/data', isWritable: true, freeBytes: 40_000_000_000 },
  };
}
