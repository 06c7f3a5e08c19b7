import {
  DEFAULT_PARAM_PREFIX,
  LINK_PARAM,
  readOverrideParams,
  TargetId,
  type JsonValue,
  type SessionOverrides,
} from '@burgee/contracts';

/** Where the wishes of developers and testers come from (S400.8), and where their session is kept between two pages. */
export type UrlOverrides = {
  /** The query of the page's address: `location.search`. It is read once, when the client is made. */
  readonly search: string;
  /** Such as `sessionStorage`. Without it a reload forgets the session. */
  readonly storage?: SessionStorage | undefined;
  /** What stands before a flag's key; `ff_` where none is given. */
  readonly prefix?: string | undefined;
};

/** As much of the browser's `Storage` as is needed. It may throw: then the session lasts as long as the page. */
export type SessionStorage = {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
};

/** What is asked for: overrides, of which the server reads texts as the flag's type asks, and a signed link. */
export type Wish = {
  readonly overrides: { readonly flagKey: string; readonly value: JsonValue }[];
  readonly link?: string;
};

export function prefixOf({ prefix = DEFAULT_PARAM_PREFIX }: UrlOverrides): string {
  return prefix;
}

/** `undefined` where the address asks for nothing. */
export function wishIn({ search, prefix }: UrlOverrides): Wish | undefined {
  const params = new URLSearchParams(search);
  const link = params.get(LINK_PARAM) ?? undefined;
  params.delete(LINK_PARAM);
  const overrides = readOverrideParams(params, prefix).map(({ flagKey, text }) => ({ flagKey, value: text }));
  if (link === undefined) return overrides.length === 0 ? undefined : { overrides };
  return { overrides, link };
}

/** `search` without what asks for overrides, for an address that may be copied or loaded again. */
export function withoutOverrideParams(search: string, prefix: string = DEFAULT_PARAM_PREFIX): string {
  const params = new URLSearchParams(search);
  const names = [...params.keys()].filter((name) => name === LINK_PARAM || isOverride(name, prefix));
  // What asks for nothing stays exactly as it is written.
  if (names.length === 0) return search;
  for (const name of names) params.delete(name);
  return params.size === 0 ? '' : `?${params.toString()}`;
}

function isOverride(name: string, prefix: string): boolean {
  return readOverrideParams([[name, '']], prefix).length > 0;
}

/** A session that has overrides, and the token that proves that it is this browser's. */
export type KeptSession = Pick<SessionOverrides, 'sessionId' | 'token'>;

export type SessionKeeper = {
  read(): KeptSession | undefined;
  /** `undefined` forgets it. */
  keep(session: KeptSession | undefined): void;
};

/** Keeps a session in a storage that may be missing, blocked, full or corrupt. */
export function keeperIn(storage: SessionStorage | undefined, environment: string | undefined): SessionKeeper {
  const place = `burgee-session:${environment ?? ''}`;
  const tokenPlace = `burgee-session-token:${environment ?? ''}`;
  function keepItem(key: string, text: string | undefined): void {
    if (text === undefined) storage?.removeItem(key);
    else storage?.setItem(key, text);
  }
  return {
    read: () => {
      try {
        const sessionId = TargetId.safeParse(storage?.getItem(place)).data;
        return sessionId && { sessionId, token: storage?.getItem(tokenPlace) ?? undefined };
      } catch {
        return undefined;
      }
    },
    keep: (session) => {
      try {
        keepItem(place, session?.sessionId);
        keepItem(tokenPlace, session?.token);
      } catch {
        // Blocked or full.
      }
    },
  };
}
