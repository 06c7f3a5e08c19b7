import { EnvironmentKey, MAX_BODY_BYTES, ownValue, Role } from '@burgee/contracts';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { isTrust } from './trust-proxy.ts';

/** On and off as people write them in environment variables. */
const Switch = z.enum(['true', 'false', '1', '0', 'on', 'off']).transform((text) => ['true', '1', 'on'].includes(text));
const list = z.string().transform((text) => text.split(',').flatMap((part) => part.trim() || []));
const millis = z.coerce.number().int().min(1);
/** `0` is none. */
const perMinute = z.coerce.number().int().min(0);

/** First parts of paths that mean something to this server, and may not be what everything is below. */
const OWN_PATHS = ['/admin', '/api', '/healthz', '/ofrep', '/readyz', '/trpc', '/version', '/wishlist'];
const hasFreePath = (url: string) => !OWN_PATHS.includes(`/${new URL(url).pathname.split('/')[1]}`);

const Secret = z.string().min(32, 'use at least 32 characters, for example of: openssl rand -base64 32');

/** Every setting there is; `.env.example` lists the same, and a test compares. */
export const SETTINGS = {
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  HOST: z.string().default('0.0.0.0'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(4000),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'use a URL like https://flags.example.com', abort: true })
    .refine((url) => new URL(url).href === new URL(url).origin + new URL(url).pathname, 'use a URL without ? and #')
    .refine(hasFreePath, `use a path that does not begin with one of ${OWN_PATHS.join(', ')}`)
    .optional(),
  DATA_DIR: z.string().default('.data'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'use a URL like postgres://user:password@host:5432/database' })
    .optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'use a URL like redis://localhost:6379' }).optional(),
  BURGEE_ENVIRONMENT: EnvironmentKey.optional(),
  PUBLIC_EVALUATION: Switch.default(true),
  AUTH_SECRET: Secret.optional(),
  AUDIT_SECRET: Secret.optional(),
  AUTH_JWT_SECRET: Secret.optional(),
  AUTH_JWKS_URL: z.url({ protocol: /^https?$/, error: 'use a URL like https://login.example/jwks' }).optional(),
  AUTH_JWT_ISSUER: z.string().optional(),
  AUTH_JWT_AUDIENCE: z.string().optional(),
  OIDC_ISSUER: z.url({ protocol: /^https?$/, error: 'use a URL like https://login.example.com' }).optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_NAME: z.string().max(50).default('single sign-on'),
  OIDC_DEFAULT_ROLE: Role.optional(),
  CORS_ORIGINS: list.default([]),
  TRUST_PROXY: z
    .string()
    .refine(isTrust, 'use how many proxies there are, or their addresses, such as loopback or 10.0.0.0/8, 192.168.1.7')
    .default(''),
  LIMIT_EVALUATIONS: perMinute.default(12_000),
  LIMIT_WRITES: perMinute.default(600),
  LIMIT_SIGN_INS: perMinute.default(30),
  LIMIT_STREAMS: perMinute.default(3_000),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).optional(),
  BODY_LIMIT_BYTES: z.coerce.number().int().min(1_000).default(MAX_BODY_BYTES),
  REQUEST_TIMEOUT_MS: millis.default(30_000),
  DATABASE_CONNECT_TIMEOUT_MS: millis.default(1_500),
  DATABASE_REQUEST_TIMEOUT_MS: millis.default(1_800),
  DATABASE_LOAD_TIMEOUT_MS: millis.default(15_000),
  VERSION_POLL_MS: millis.default(1_000),
  JANITOR_INTERVAL_MS: millis.default(60_000),
  AUDIT_RETENTION_DAYS: z.coerce.number().int().min(1).optional(),
  AUDIT_CHECKPOINT_INTERVAL_MS: millis.default(3_600_000),
  SHUTDOWN_TIMEOUT_MS: millis.default(10_000),
} as const;

const Settings = z.object(SETTINGS);
export type Settings = z.infer<typeof Settings> & { readonly BURGEE_ENVIRONMENT: EnvironmentKey };

/** Words that stand in examples everywhere. */
const COMMON_SECRETS = /change-?me|secret|password|example|^(.)\1+$/i;

/** Thrown with all problems at once, to be printed as they are. */
export class SettingsError extends Error {}

/**
 * Reads the settings once. Each of them may also come from a file, named by `<NAME>_FILE`, as secrets of containers do.
 *
 * @throws SettingsError that names every variable that is wrong.
 */
export function readSettings(variables: Readonly<Record<string, string | undefined>>): Settings {
  const problems: string[] = [];
  const given = Object.fromEntries(
    Object.keys(SETTINGS).flatMap((name) => {
      const value =
        ownValue(variables, name) || contentOf(`${name}_FILE`, ownValue(variables, `${name}_FILE`), problems);
      // Empty is what a variable is that somebody left out in a compose file.
      return value ? [[name, value]] : [];
    }),
  );
  const parsed = Settings.safeParse(given);
  for (const issue of parsed.error?.issues ?? []) problems.push(`${issue.path.join('.')}: ${issue.message}`);
  const isProduction = given['NODE_ENV'] === 'production';
  if (isProduction) problems.push(...problemsOfSecrets(given));
  for (const name of ['OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET']) {
    if (given['OIDC_ISSUER'] && !ownValue(given, name)) problems.push(`${name}: is required with OIDC_ISSUER`);
  }
  for (const claim of ['AUTH_JWT_ISSUER', 'AUTH_JWT_AUDIENCE']) {
    // Else whoever has a token of the same issuer for anything at all could come in.
    if (given['AUTH_JWKS_URL'] && !ownValue(given, claim)) problems.push(`${claim}: is required with AUTH_JWKS_URL`);
  }
  if (!parsed.success || problems.length > 0) throw new SettingsError(problems.join('\n'));
  const environment = EnvironmentKey.parse(isProduction ? 'production' : 'development');
  return { ...parsed.data, BURGEE_ENVIRONMENT: parsed.data.BURGEE_ENVIRONMENT ?? environment };
}

const SECRETS = ['AUTH_SECRET', 'AUDIT_SECRET', 'AUTH_JWT_SECRET'];

function problemsOfSecrets(given: Readonly<Record<string, string>>): string[] {
  const missing = given['AUTH_SECRET'] ? [] : ['AUTH_SECRET: is required with NODE_ENV=production'];
  const common = SECRETS.filter((name) => COMMON_SECRETS.test(ownValue(given, name) ?? ''));
  return [...missing, ...common.map((name) => `${name}: looks like an example; use a random one`)];
}

function contentOf(name: string, path: string | undefined, problems: string[]): string | undefined {
  if (!path) return undefined;
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    problems.push(`${name}: cannot be read: ${(error as Error).message}`);
    return undefined;
  }
}
