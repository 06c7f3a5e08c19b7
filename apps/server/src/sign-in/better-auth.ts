import type { Known } from '@burgee/api';
import { DomainError } from '@burgee/contracts';
import type { Database } from '@burgee/data-access';
import { betterAuth, type BetterAuthOptions, type BetterAuthPlugin } from 'better-auth';
import type { KeyObject } from 'node:crypto';
import type { Logger } from 'pino';
import type { PublicPlace } from '../public-place.ts';
import { COOKIE_OPTIONS } from './cookies.ts';
import { dialectOf } from './dialect.ts';
import { sessionHooks } from './hooks.ts';
import type { Passwords } from './passwords.ts';
import { TABLES } from './tables.ts';

export const BASE_PATH = '/api/auth';
/** The sign-in page. A failed sign-in with a provider returns there with `?error=`. */
export const SIGN_IN_PAGE = '/admin/sign-in';

const DAY_S = 24 * 60 * 60;

export type AuthParts = {
  readonly database: Pick<Database, 'query'>;
  /** Signs cookies, so that the contents of the database alone open no session. */
  readonly key: KeyObject;
  readonly place: PublicPlace;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly passwords: Passwords;
  readonly log: Logger;
  /** Called for a person who has proved the old password. */
  readonly changePassword: (person: Known, passwordHash: string) => Promise<void>;
};

/** Options of better-auth. Every unused feature is off. */
export function authOptions(parts: AuthParts) {
  const { database, key, place, newId, passwords, log } = parts;
  return {
    ...TABLES,
    baseURL: place.origin,
    basePath: place.base + BASE_PATH,
    // A list, so that no environment variable replaces it.
    secrets: [{ version: 1, value: key.export().toString('base64url') }],
    database: { dialect: dialectOf(database), type: 'postgres', transaction: false },
    // No sign-up: people join by a link.
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 12,
      maxPasswordLength: 128,
      password: passwords,
    },
    session: { ...TABLES.session, expiresIn: 7 * DAY_S, updateAge: DAY_S },
    account: { ...TABLES.account, updateAccountOnSignIn: false },
    databaseHooks: sessionHooks(parts),
    // `limitSignIns` has limits that several servers share.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: {
      level: 'warn',
      log: (level, message, ...causes: unknown[]) => logAuthMessage(log, level, [message, ...causes]),
    },
    // Errors are reported by this server, like all others.
    onAPIError: { throw: true, errorURL: place.base + SIGN_IN_PAGE },
    advanced: {
      ...COOKIE_OPTIONS,
      // `cross-site.ts` checks this with one rule for the whole server.
      disableCSRFCheck: true,
      disableOriginCheck: false,
      ipAddress: { disableIpTracking: true },
      // Our migrations create the tables later.
      database: { generateId: () => newId(), validateSchema: false },
    },
  } satisfies BetterAuthOptions;
}

/** Logs wrong passwords at debug level, and the reasons why a provider's answer was refused as warnings. */
function logAuthMessage(log: Logger, level: string, parts: readonly unknown[]): void {
  // Database failures are thrown, and logged with the request.
  if (parts.some((part) => part instanceof DomainError)) return;
  const problem = parts.flatMap((part) =>
    part instanceof Error ? part.message : typeof part === 'string' ? part : [],
  );
  log[level === 'error' ? 'warn' : 'debug']({ problem: problem.filter(Boolean).join(': ') }, 'sign-in');
}

/** The part of better-auth that is used. */
export type Auth = {
  handler(request: Request): Promise<Response>;
  readonly api: { getSession(asked: { headers: Headers; returnHeaders: true }): Promise<FoundSession> };
  readonly $context: Promise<{ readonly socialProviders: readonly { readonly issuer?: string | undefined }[] }>;
};

type FoundSession = {
  readonly headers: Headers;
  readonly response: {
    readonly session: { readonly id: string };
    readonly user: Readonly<Record<string, unknown>>;
  } | null;
};

export function createAuth(parts: AuthParts, plugins: BetterAuthPlugin[] = []): Auth {
  return betterAuth({ ...authOptions(parts), plugins });
}
