import { DEFAULT_PARAM_PREFIX, LINK_PARAM, MAX_TARGET_LENGTH, readOverrideParams } from '@burgee/contracts/wire';
import type { JsonValue } from '@burgee/flags';

/** The source of overrides in a page's URL (S400.8), and the storage of their session between pages. */
export type UrlOverrides = {
  /** The query of the page's URL: `location.search`. It is read once, when the client is created. Without it, only `set` overrides flags. */
  readonly search?: string | undefined;
  /** For example `sessionStorage`. Without it, a reload loses the session. */
  readonly storage?: SessionStorage | undefined;
  /** The prefix of a flag's key, by default `ff_`. */
  readonly prefix?: string | undefined;
};

/** The part of the browser's `Storage` that is used. If it throws, the session lasts only as long as the page. */
export type SessionStorage = {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
};

/** Requested overrides and a signed link. The server parses texts by the flag's type. */
export type RequestedOverrides = {
  readonly overrides: { readonly flagKey: string; readonly value: JsonValue }[];
  readonly link?: string;
};

export function overridePrefixOf({ prefix = DEFAULT_PARAM_PREFIX }: UrlOverrides): string {
  return prefix;
}

/** Returns `undefined` if the URL requests nothing. */
export function readRequestedOverrides({ search = '', prefix }: UrlOverrides): RequestedOverrides | undefined {
  const params = new URLSearchParams(search);
  const link = params.get(LINK_PARAM) ?? undefined;
  params.delete(LINK_PARAM);
  const overrides = readOverrideParams(params, prefix).map(({ flagKey, text }) => ({ flagKey, value: text }));
  if (link === undefined) return overrides.length === 0 ? undefined : { overrides };
  return { overrides, link };
}

/** Removes the parameters that request overrides, for a URL that can be copied or reloaded. */
export function withoutOverrideParams(search: string, prefix: string = DEFAULT_PARAM_PREFIX): string {
  const params = new URLSearchParams(search);
  const names = [...params.keys()].filter((name) => name === LINK_PARAM || isOverride(name, prefix));
  // Without such parameters, the query keeps its exact spelling.
  if (names.length === 0) return search;
  for (const name of names) params.delete(name);
  return params.size === 0 ? '' : `?${params.toString()}`;
}

function isOverride(name: string, prefix: string): boolean {
  return readOverrideParams([[name, '']], prefix).length > 0;
}

/** A session with overrides, and the token that proves that it is this browser's. */
export type StoredSession = { readonly sessionId: string; readonly token?: string | undefined };

export type SessionKeeper = {
  read(): StoredSession | undefined;
  /** `undefined` removes the session. */
  keep(session: StoredSession | undefined): void;
};

/** Stores a session in a storage that may be missing, blocked, full or corrupt. */
export function createSessionKeeper(
  storage: SessionStorage | undefined,
  environment: string | undefined,
): SessionKeeper {
  const place = `burgee-session:${environment ?? ''}`;
  const tokenPlace = `burgee-session-token:${environment ?? ''}`;
  function keepItem(key: string, text: string | undefined): void {
    if (text === undefined) storage?.removeItem(key);
    else storage?.setItem(key, text);
  }
  return {
    read: () => {
      try {
        const sessionId = storage?.getItem(place);
        // With an invalid id, the server would turn every flag off.
        if (!sessionId || sessionId.length > MAX_TARGET_LENGTH) return undefined;
        return { sessionId, token: storage?.getItem(tokenPlace) ?? undefined };
      } catch {
        return undefined;
      }
    },
    keep: (session) => {
      try {
        keepItem(place, session?.sessionId);
        keepItem(tokenPlace, session?.token);
      } catch {
        // The storage is blocked or full.
      }
    },
  };
}
