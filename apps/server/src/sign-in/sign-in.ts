import type { Caller, SignIn as SignInFacts } from '@burgee/api';
import { actorOfPerson, DomainError, Session } from '@burgee/contracts';
import { isSafe, requireOwnPage, type Sender } from '../cross-site.ts';
import type { PublicPlace } from '../public-place.ts';
import { type Auth, createAuth } from './better-auth.ts';
import { type Cookies, SESSION_COOKIE } from './cookies.ts';
import { createOidc } from './oidc.ts';
import { watchQueries } from './watch.ts';

/** Signs people in, and identifies them by their sessions. */
export type SignIn = {
  readonly facts: SignInFacts;
  readonly place: PublicPlace;
  readonly cookies: Cookies;
  /**
   * Identifies the sender of a request by its cookie.
   *
   * @param setCookie is called with cookies to set on the response: using a session extends it.
   * @throws DomainError CROSS_SITE.
   */
  callerOf(sender: Sender, setCookie: (cookie: string) => void): Promise<Caller>;
  /** Whether the sender has the cookie of a session, which may have ended. */
  hasSession(sender: Pick<Sender, 'headers'>): boolean;
  /** The session that the cookie names; `undefined` if it has ended. @throws DomainError DATABASE_UNAVAILABLE. */
  sessionIdOf(sender: Sender): Promise<string | undefined>;
  /** The callers of the given sessions by id, without ended ones. @throws DomainError DATABASE_UNAVAILABLE. */
  callersOf(sessionIds: readonly string[]): Promise<ReadonlyMap<string, Caller>>;
  /** @throws DomainError DATABASE_UNAVAILABLE. */
  answer(request: Request): Promise<Response>;
  /** The same for single sign-on; `undefined` if there is none or it is unavailable. */
  answerWithProvider(request: Request): Promise<Response | undefined>;
};

type SignInParts = Parameters<typeof createOidc>[0] & { readonly cookies: Cookies };

const MISSING: Caller = { problem: 'missing' };

export function createSignIn(parts: SignInParts): SignIn {
  const { database, run } = watchQueries(parts.database);
  const auth = createAuth({ ...parts, database });
  const oidc = createOidc({ ...parts, database });
  const { place, cookies, passwords } = parts;

  /** Returns our cookies of a request, if one of them names a session. */
  function sessionCookieOf(sender: Pick<Sender, 'headers'>): string | undefined {
    const cookie = cookies.read(sender);
    return cookie !== undefined && namesIn(cookie).includes(SESSION_COOKIE) ? cookie : undefined;
  }

  async function callerOf(sender: Sender, setCookie: (cookie: string) => void): Promise<Caller> {
    const cookie = sessionCookieOf(sender);
    // Without a session cookie, the database is not queried.
    if (cookie === undefined) return MISSING;
    if (!isSafe(sender)) requireOwnPage(sender, place.origin);
    try {
      const { headers, response } = await run(() => findSession(auth, cookie));
      for (const line of headers.getSetCookie()) setCookie(cookies.write(line, sender));
      return response ? callerFrom(response.user) : MISSING;
    } catch (error) {
      if (error instanceof DomainError) return { ...MISSING, because: error };
      throw error;
    }
  }

  async function sessionIdOf(sender: Sender): Promise<string | undefined> {
    const { response } = await run(() => findSession(auth, cookies.read(sender) ?? ''));
    return response?.session.id;
  }

  async function callersOf(sessionIds: readonly string[]): Promise<ReadonlyMap<string, Caller>> {
    const { rows } = await parts.database.query(OPEN_SESSIONS, [sessionIds, parts.now()]);
    return new Map(rows.map(({ session_id, ...user }) => [String(session_id), callerFrom(user)]));
  }

  return {
    facts: { hashPassword: passwords.hash, oidc: oidc ? { name: oidc.name } : null },
    place,
    cookies,
    callerOf,
    hasSession: (sender) => sessionCookieOf(sender) !== undefined,
    sessionIdOf,
    callersOf,
    answer: (request) => run(() => auth.handler(request)),
    answerWithProvider: (request) => run(async () => (await oidc?.auth())?.handler(request)),
  };
}

const OPEN_SESSIONS = `
  select s.id as session_id, u.id, u.name, u.email, u.role, u.roles, u.disabled_at as "disabledAt"
  from auth_session s join auth_user u on u.id = s.user_id
  where s.id = any($1) and s.expires_at > $2`;

function findSession(auth: Auth, cookie: string) {
  return auth.api.getSession({ headers: new Headers({ cookie }), returnHeaders: true });
}

/** Browsers attach cookies automatically, unlike tokens, so a useless cookie counts as none. */
function callerFrom({ id, email, role, roles, disabledAt }: Readonly<Record<string, unknown>>): Caller {
  if (disabledAt) return MISSING;
  const { data: session } = Session.safeParse({
    actor: actorOfPerson(String(id)),
    name: email,
    role,
    roles,
    reach: null,
  });
  // Roles that cannot be read might grant too much.
  return session ? { session } : { problem: 'invalid' };
}

function namesIn(cookie: string): string[] {
  return cookie.split(';').map((part) => part.split('=', 1)[0]?.trim() ?? '');
}
