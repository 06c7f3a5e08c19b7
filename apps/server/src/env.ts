import { EnvironmentKey, HOUR_MS, MAX_BODY_BYTES, MINUTE_MS, ownValue, Role } from '@burgee/contracts';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { findSettingProblems } from './setting-rules.ts';
import {
  Certificate,
  Count,
  DatabaseUrl,
  Millis,
  Origins,
  PrivateKey,
  RedisUrl,
  Secret,
  Switch,
  TrustedProxies,
  urlOf,
  WorkloadRules,
} from './setting-types.ts';

/** Top-level paths of this server, which cannot be the base path. */
const OWN_PATHS = [
  '/admin',
  '/api',
  '/flagd',
  '/healthz',
  '/mcp',
  '/ofrep',
  '/openfeature',
  '/readyz',
  '/trpc',
  '/version',
  '/wishlist',
];
const isPlainUrl = (url: string) => new URL(url).href === new URL(url).origin + new URL(url).pathname;
const hasFreePath = (url: string) => !OWN_PATHS.includes(`/${new URL(url).pathname.split('/')[1]}`);

/** All settings. `.env.example` lists the same ones, and a test compares the two. */
export const SETTINGS = {
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  HOST: z.string().default('0.0.0.0'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(4000),
  PUBLIC_URL: urlOf(/^https?$/, 'https://flags.example.com')
    .refine(isPlainUrl, 'use a URL without ? and #')
    .refine(hasFreePath, `use a path that does not begin with one of ${OWN_PATHS.join(', ')}`)
    .optional(),
  BURGEE_MODE: z.enum(['server', 'edge']).default('server'),
  UPSTREAM_URL: urlOf(/^https?$/, 'https://flags.example.com')
    .refine(isPlainUrl, 'use a URL without a user, ? and #')
    .optional(),
  UPSTREAM_KEY: z
    .string()
    .regex(/^srv_[\w-]+$/, 'use a server key, srv_...')
    .optional(),
  DATA_DIR: z.string().default('.data'),
  DATABASE_URL: DatabaseUrl.optional(),
  DATABASE_SCHEMA: z
    .string()
    .regex(/^(?!pg_)[a-z_][a-z0-9_]{0,62}$/, 'use lower-case letters, digits and _')
    .optional(),
  REDIS_URL: RedisUrl.optional(),
  BURGEE_ENVIRONMENT: EnvironmentKey.optional(),
  PUBLIC_EVALUATION: Switch.default(true),
  FLAGD_SYNC_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  FLAGD_TLS_CERT: Certificate.optional(),
  FLAGD_TLS_KEY: PrivateKey.optional(),
  BURGEE_MCP: z.enum(['off', 'read', 'write']).default('read'),
  DEMO: Switch.optional(),
  AUTH_SECRET: Secret.optional(),
  AUDIT_SECRET: Secret.optional(),
  AUTH_JWT_SECRET: Secret.optional(),
  AUTH_JWKS_URL: urlOf(/^https?$/, 'https://login.example/jwks').optional(),
  AUTH_JWT_ISSUER: z.string().optional(),
  AUTH_JWT_AUDIENCE: z.string().optional(),
  OIDC_ISSUER: urlOf(/^https?$/, 'https://login.example.com').optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_NAME: z.string().max(50).default('single sign-on'),
  OIDC_DEFAULT_ROLE: Role.optional(),
  WORKLOAD_ISSUER: urlOf(/^https?$/, 'https://token.actions.githubusercontent.com').optional(),
  WORKLOAD_AUDIENCE: z.string().optional(),
  WORKLOAD_ROLES: WorkloadRules.optional(),
  CORS_ORIGINS: Origins.default([]),
  TRUST_PROXY: TrustedProxies.prefault(''),
  LIMIT_EVALUATIONS: Count.default(12_000),
  LIMIT_WRITES: Count.default(600),
  LIMIT_SIGN_INS: Count.default(30),
  LIMIT_STREAMS: Count.default(3_000),
  STREAMS_PER_CLIENT: Count.default(2_000),
  STREAMS_MAX: Count.default(5_000),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).optional(),
  BODY_LIMIT_BYTES: z.coerce.number().int().min(1_000).default(MAX_BODY_BYTES),
  REQUEST_TIMEOUT_MS: Millis.default(30_000),
  DATABASE_CONNECT_TIMEOUT_MS: Millis.default(1_500),
  DATABASE_REQUEST_TIMEOUT_MS: Millis.default(1_800),
  DATABASE_LOAD_TIMEOUT_MS: Millis.default(15_000),
  VERSION_POLL_MS: Millis.default(1_000),
  JANITOR_INTERVAL_MS: Millis.default(MINUTE_MS),
  AUDIT_RETENTION_DAYS: z.coerce.number().int().min(1).max(36_500).optional(),
  AUDIT_CHECKPOINT_INTERVAL_MS: Millis.default(HOUR_MS),
  SHUTDOWN_DRAIN_MS: z.coerce.number().int().min(0).max(60_000).default(5_000),
  SHUTDOWN_TIMEOUT_MS: Millis.default(10_000),
} as const;

const Settings = z.object(SETTINGS);
export type Settings = z.infer<typeof Settings> & {
  readonly BURGEE_ENVIRONMENT: EnvironmentKey;
  readonly DEMO: boolean;
};

/** The settings of an edge: a server without a database that follows another one. */
export type EdgeSettings = Settings & { readonly UPSTREAM_URL: string; readonly UPSTREAM_KEY: string };

/** The rules of settings require both of an edge. */
export function isEdge(settings: Settings): settings is EdgeSettings {
  return settings.BURGEE_MODE === 'edge';
}

/** Contains all problems at once, one per line, ready to print. */
export class SettingsError extends Error {}

/**
 * Reads and checks all settings. Each of them may also come from a file named by `<NAME>_FILE`, as container
 * secrets do.
 *
 * @throws SettingsError naming every invalid variable.
 */
export function readSettings(variables: Readonly<Record<string, string | undefined>>): Settings {
  const problems: string[] = [];
  const given = givenIn(variables, problems);
  const parsed = Settings.safeParse(Object.fromEntries(given));
  for (const issue of parsed.error?.issues ?? []) problems.push(`${issue.path.join('.')}: ${issue.message}`);
  problems.push(...findSettingProblems(given));
  if (!parsed.success || problems.length > 0) throw new SettingsError(problems.join('\n'));
  const { NODE_ENV, BURGEE_ENVIRONMENT, DEMO } = parsed.data;
  const isProduction = NODE_ENV === 'production';
  const environment = BURGEE_ENVIRONMENT ?? EnvironmentKey.parse(isProduction ? 'production' : 'development');
  return { ...parsed.data, BURGEE_ENVIRONMENT: environment, DEMO: DEMO ?? !isProduction };
}

/** An empty setting counts as unset: a compose file passes unset variables on as empty strings. */
function givenIn(variables: Readonly<Record<string, string | undefined>>, problems: string[]): Map<string, string> {
  const given = new Map<string, string>();
  for (const name of Object.keys(SETTINGS)) {
    const file = `${name}_FILE`;
    const [own, path] = [ownValue(variables, name), ownValue(variables, file)];
    if (own && path) problems.push(`${file}: has no effect, because ${name} is set`);
    const value = own || (path && contentOf(file, path, problems));
    // A setting equal to its default counts as unset, except NODE_ENV: setting it shows that development is intended.
    if (value && (name === 'NODE_ENV' || value !== DEFAULT_TEXTS.get(name))) given.set(name, value);
  }
  return given;
}

const DEFAULT_TEXTS = new Map(
  Object.entries(Settings.parse({})).map(([name, value]) => [name, typeof value === 'object' ? '' : String(value)]),
);

function contentOf(name: string, path: string, problems: string[]): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    problems.push(`${name}: cannot be read: ${(error as Error).message}`);
    return undefined;
  }
}
