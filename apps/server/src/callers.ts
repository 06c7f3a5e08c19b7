import { looksLikeKey, type Caller, type KeyRing } from '@burgee/api';
import { DomainError } from '@burgee/contracts';
import type { IncomingHttpHeaders } from 'node:http';
import type { Sender } from './cross-site.ts';
import type { SignIn } from './sign-in/sign-in.ts';
import type { Tokens } from './tokens.ts';

/** Finds out who sent a request. */
export type Callers = {
  /**
   * @param setCookie is called with cookies that go along with the answer.
   * @throws DomainError TOKEN_SCOPE for a web key on a page of another origin; CROSS_SITE for what a page of another origin
   * does in the name of who has signed in; DATABASE_UNAVAILABLE.
   */
  of(sender: Sender, setCookie: (cookie: string) => void): Promise<Caller>;
  /**
   * The basis of a caller's access, for streams, which last longer than a request. A key has a signal
   * of its own.
   *
   * @throws DomainError DATABASE_UNAVAILABLE.
   */
  accessOf(sender: Sender, caller: Caller): Promise<Access>;
};

export type Access = {
  /** When it ends by itself, in milliseconds since 1970. */
  readonly endsAt?: number;
  /** The session of a signed-in person: the caller's access ends with it. */
  readonly sessionId?: string;
};

type CallersOptions = {
  readonly keys: KeyRing;
  readonly tokens: Tokens;
  readonly signIn: Pick<SignIn, 'callerOf' | 'sessionIdOf'>;
};

export function createCallers({ keys, tokens, signIn }: CallersOptions): Callers {
  async function of(sender: Sender, setCookie: (cookie: string) => void): Promise<Caller> {
    const { headers } = sender;
    const shown = shownIn(headers);
    // A key or token was sent on purpose, a cookie was not: it counts where there is nothing else.
    if (shown === undefined) return signIn.callerOf(sender, setCookie);
    if (shown === '') return { problem: 'invalid' };
    return looksLikeKey(shown) ? fromPage(keys.callerOf(shown), headers) : tokens.callerOf(shown);
  }

  async function accessOf(sender: Sender, caller: Caller): Promise<Access> {
    if (!('session' in caller)) return {};
    const shown = shownIn(sender.headers);
    // It may have ended in the meantime: no session has the empty id.
    if (shown === undefined) return { sessionId: (await signIn.sessionIdOf(sender)) ?? '' };
    return looksLikeKey(shown) ? {} : { endsAt: tokens.endOf(shown) };
  }

  return { of, accessOf };
}

/** The key or token that came with a request; empty where what came is neither. */
function shownIn({ authorization, 'x-api-key': apiKey }: IncomingHttpHeaders): string | undefined {
  // A token is never read from a URL: those stand in logs and histories.
  if (authorization === undefined) return Array.isArray(apiKey) ? '' : apiKey;
  return /^Bearer ([\w.~+/=-]+)$/i.exec(authorization)?.[1] ?? '';
}

/** A web key is public: all that keeps others from using it is that browsers say truthfully which page asks. */
function fromPage(caller: Caller, headers: IncomingHttpHeaders): Caller {
  if (!('key' in caller) || caller.key.origins.length === 0) return caller;
  const { origin, 'sec-fetch-site': site } = headers;
  const isAllowed = origin === undefined ? site === 'same-origin' : caller.key.origins.includes(origin);
  if (!isAllowed) throw new DomainError({ code: 'TOKEN_SCOPE', scope: origin ?? 'pages that do not say their origin' });
  return caller;
}
