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
import { TABLES } from './tables.ts';

export const BASE_PATH = '/api/auth';
/** Where people sign in; who comes back from a provider in vain is sent there, with `?error=`. */
export const SIGN_IN_PAGE = '/admin/sign-in';

const DAY_S = 24 * 60 * 60;

export type AuthParts = {
  readonly database: Pick<Database, 'query'>;
  /** Signs cookies: what stands in the database alone opens no session. */
  readonly key: KeyObject;
  readonly place: PublicPlace;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly log: Logger;
  /** Of who has shown the old one. */
  readonly changePassword: (person: Known, passwordHash: string) => Promise<void>;
};

/** What we use of better-auth: everything that it has and we do not want is off. */
export function authOptions(parts: AuthParts) {
  const { database, key, place, newId, log } = parts;
  return {
    ...TABLES,
    baseURL: place.origin,
    basePath: place.base + BASE_PATH,
    // As a list, so that no variable of the environment takes its place.
    secrets: [{ version: 1, value: key.export().toString('base64url') }],
    database: { dialect: dialectOf(database), type: 'postgres', transaction: false },
    // Nobody makes a person of themselves: people join by a link.
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12, maxPasswordLength: 128 },
    session: { ...TABLES.session, expiresIn: 7 * DAY_S, updateAge: DAY_S },
    account: { ...TABLES.account, updateAccountOnSignIn: false },
    databaseHooks: sessionHooks(parts),
    // The edge has limits of its own, which several servers share.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { level: 'warn', log: (level, message, ...causes: unknown[]) => note(log, level, [message, ...causes]) },
    // What goes wrong is told by us, in the way in which everything else is.
    onAPIError: { throw: true, errorURL: place.base + SIGN_IN_PAGE },
    advanced: {
      ...COOKIE_OPTIONS,
      // Who may send what from where is checked before it, by one rule for all of the server.
      disableCSRFCheck: true,
      disableOriginCheck: false,
      ipAddress: { disableIpTracking: true },
      // Our migrations make the tables, after this was made.
      database: { generateId: () => newId(), validateSchema: false },
    },
  } satisfies BetterAuthOptions;
}

/** Wrong passwords are for who looks closely; why a provider's answer was refused is for whoever runs the server. */
function note(log: Logger, level: string, told: readonly unknown[]): void {
  // What the database did is thrown, and logged with the request.
  if (told.some((part) => part instanceof DomainError)) return;
  const problem = told.flatMap((part) => (part instanceof Error ? part.message : typeof part === 'string' ? part : []));
  log[level === 'error' ? 'warn' : 'debug']({ problem: problem.filter(Boolean).join(': ') }, 'sign-in');
}

/** What we call of it. */
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
