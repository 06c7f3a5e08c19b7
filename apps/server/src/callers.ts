import { looksLikeKey, type Caller, type KeyRing } from '@burgee/api';
import { DomainError } from '@burgee/contracts';
import type { IncomingHttpHeaders } from 'node:http';
import type { Tokens } from './tokens.ts';

/** Finds out who sent a request. */
export type Callers = {
  /** @throws DomainError TOKEN_SCOPE for a web key on a page of another origin; DATABASE_UNAVAILABLE. */
  of(headers: IncomingHttpHeaders): Promise<Caller>;
};

type CallersOptions = { readonly keys: KeyRing; readonly tokens: Tokens };

const MISSING: Caller = { problem: 'missing' };

export function createCallers({ keys, tokens }: CallersOptions): Callers {
  async function of(headers: IncomingHttpHeaders): Promise<Caller> {
    const shown = shownIn(headers);
    if (shown === undefined) return MISSING;
    if (shown === '') return { problem: 'invalid' };
    return looksLikeKey(shown) ? fromPage(keys.callerOf(shown), headers) : tokens.callerOf(shown);
  }
  return { of };
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
