import { type Caller, type Keys, looksLikeKey } from '@burgee/api';
import { DomainError } from '@burgee/contracts';
import type { Sender } from './cross-site.ts';
import type { CallerHeaders } from './request-headers.ts';
import type { SignIn } from './sign-in/sign-in.ts';
import type { Tokens } from './tokens.ts';

/** Identifies the sender of a request. */
export type Callers = {
  /**
   * @param setCookie is called with each cookie to set on the response.
   * @throws DomainError TOKEN_SCOPE for a web key on a page of another origin; CROSS_SITE for a change that a page of
   * another origin makes with the user's session; DATABASE_UNAVAILABLE.
   */
  callerOf(sender: Sender, setCookie: (cookie: string) => void): Promise<Caller>;
  /**
   * Returns the sender if that needs no waiting: the holder of a key, or nobody. Otherwise `undefined`.
   *
   * @throws DomainError TOKEN_SCOPE, as above; DATABASE_UNAVAILABLE or UPSTREAM_UNAVAILABLE before the keys are known.
   */
  callerNow(sender: Pick<Sender, 'headers'>): Caller | undefined;
  /**
   * Identifies the sender by the token in the address of an event stream, because browsers send no headers with one.
   *
   * @throws DomainError TOKEN_SCOPE, as above; DATABASE_UNAVAILABLE or UPSTREAM_UNAVAILABLE before the keys are known.
   */
  callerOfStream(token: string, headers: CallerHeaders): Caller;
  /**
   * Returns what a caller's access depends on, for streams, which last longer than a request. Keys have their own
   * signal.
   *
   * @throws DomainError DATABASE_UNAVAILABLE.
   */
  accessOf(sender: Sender, caller: Caller): Promise<Access>;
};

export type Access = {
  /** When the access expires, in milliseconds since 1970. */
  readonly endsAt?: number;
  /** The session of a signed-in person: the access ends with it. */
  readonly sessionId?: string;
};

type CallersOptions = {
  readonly keys: Pick<Keys, 'callerOf' | 'callerOfStream'>;
  readonly tokens: Pick<Tokens, 'callerOf' | 'endOf'>;
  readonly signIn: Pick<SignIn, 'callerOf' | 'hasSession' | 'sessionIdOf'>;
};

export function createCallers({ keys, tokens, signIn }: CallersOptions): Callers {
  async function callerOf(sender: Sender, setCookie: (cookie: string) => void): Promise<Caller> {
    const known = callerNow(sender);
    if (known) return known;
    const shown = shownIn(sender.headers);
    // A key or token is sent on purpose, a cookie is not: the cookie counts only without either of them.
    return shown === undefined ? signIn.callerOf(sender, setCookie) : tokens.callerOf(shown);
  }

  function callerNow(sender: Pick<Sender, 'headers'>): Caller | undefined {
    const { headers } = sender;
    const shown = shownIn(headers);
    if (shown === undefined) return signIn.hasSession(sender) ? undefined : { problem: 'missing' };
    if (shown === '') return { problem: 'invalid' };
    return looksLikeKey(shown) ? fromPage(keys.callerOf(shown), headers) : undefined;
  }

  async function accessOf(sender: Sender, caller: Caller): Promise<Access> {
    if (!('session' in caller)) return {};
    const shown = shownIn(sender.headers);
    // The session may have ended in the meantime; no session has the empty id.
    if (shown === undefined) return { sessionId: (await signIn.sessionIdOf(sender)) ?? '' };
    return looksLikeKey(shown) ? {} : { endsAt: tokens.endOf(shown) };
  }

  const callerOfStream: Callers['callerOfStream'] = (token, headers) => fromPage(keys.callerOfStream(token), headers);

  return { callerOf, callerNow, callerOfStream, accessOf };
}

/** Returns the key or token in the headers of a request, or an empty string for a malformed one. */
function shownIn({ authorization, 'x-api-key': apiKey }: CallerHeaders): string | undefined {
  // Neither is ever read from a URL: URLs end up in logs and histories.
  if (authorization === undefined) return Array.isArray(apiKey) ? '' : apiKey;
  return /^Bearer ([\w.~+/=-]+)$/i.exec(authorization)?.[1] ?? '';
}

/** A web key is public: other sites cannot use it only because browsers report the page's origin truthfully. */
function fromPage(caller: Caller, headers: CallerHeaders): Caller {
  if (!('key' in caller) || caller.key.origins.length === 0) return caller;
  const { origin, 'sec-fetch-site': site } = headers;
  const isAllowed = origin === undefined ? site === 'same-origin' : caller.key.origins.includes(origin);
  if (!isAllowed) throw new DomainError({ code: 'TOKEN_SCOPE', scope: origin ?? 'pages that send no origin' });
  return caller;
}
