import { actorOfKey, type EnvironmentKey, PREFIX_OF_KIND, type SyncedKey } from '@burgee/contracts';
import type { LoadedKey } from '@burgee/data-access';
import { hash } from 'node:crypto';
import type { Caller } from '../access/caller.ts';
import { isSignedWith, readStreamToken, signStreamToken } from './stream-tokens.ts';

/** The valid API keys, in memory, regardless of where they come from. */
export type HeldKeys = {
  callerOf(secret: string): Caller;
  /** A token that opens the caller's event streams until an instant, in seconds since 1970. `undefined` for callers without a key. */
  streamTokenOf(caller: Caller, endsAtSec: number): string | undefined;
  callerOfStream(token: string): Caller;
  /** Whether some web key may be used by pages of this origin. */
  isKnownOrigin(origin: string): boolean;
  /** Ends the streams of keys that have expired. */
  endExpired(): void;
  /** Replaces all keys. Streams of keys that are no longer valid end. */
  replace(keys: readonly HeldKey[]): void;
  /** The server and web keys of an environment, as another server needs them to accept their holders. */
  ofEnvironment(environment: EnvironmentKey): SyncedKey[];
};

export type HeldKey = LoadedKey;

type HeldKeysOptions = {
  readonly now: () => Date;
  /** Called with the id of each valid key that is used. */
  readonly onUse?: (id: string, at: Date) => void;
};

type Entry = HeldKey & { readonly ended: AbortController };

export function createHeldKeys({ now, onUse }: HeldKeysOptions): HeldKeys {
  /** By hash of the secret. */
  let held = new Map<string, Entry>();

  function replace(keys: readonly HeldKey[]): void {
    // Open streams listen to the existing controller, so keep it.
    const endOf = (key: HeldKey) => held.get(key.hash)?.ended ?? new AbortController();
    const next = new Map(keys.map((key) => [key.hash, { ...key, ended: endOf(key) }]));
    for (const { hash, ended } of held.values()) if (!next.has(hash)) ended.abort();
    held = next;
  }

  function callerOf(secret: string): Caller {
    const key = held.get(hashSecret(secret));
    if (!key) return { problem: 'invalid' };
    if (key.endsAt <= now().getTime()) return { problem: 'expired' };
    return use(key);
  }

  function use(key: Entry): Caller {
    onUse?.(key.id, now());
    return { ...callerAccess(key), ended: key.ended.signal };
  }

  function callerOfStream(token: string): Caller {
    const read = readStreamToken(token);
    // A key that is being rotated has two secrets.
    const key = read && [...held.values()].find(({ id, hash }) => id === read.id && isSignedWith(hash, read));
    if (!key) return { problem: 'invalid' };
    const isExpired = Math.min(key.endsAt, read.endsAtSec * 1000) <= now().getTime();
    return isExpired ? { problem: 'expired' } : use(key);
  }

  return {
    callerOf,
    streamTokenOf: (caller, endsAtSec) => {
      // By the secret that was sent, not by the key: the stream ends with the secret.
      const key = 'key' in caller && [...held.values()].find(({ ended }) => ended.signal === caller.ended);
      return key ? signStreamToken(key, endsAtSec) : undefined;
    },
    callerOfStream,
    isKnownOrigin: (origin) =>
      [...held.values()].some(({ opens }) => opens.kind !== 'admin' && opens.origins.includes(origin)),
    endExpired: () => {
      for (const { endsAt, ended } of held.values()) if (endsAt <= now().getTime()) ended.abort();
    },
    replace,
    ofEnvironment: (environment) =>
      [...held.values()]
        .flatMap((key) => toSyncedKey(key, environment))
        .toSorted((one, other) => one.hash.localeCompare(other.hash)),
  };
}

/** Keys from another server, as they are held. */
export function fromSyncedKeys(environment: EnvironmentKey, keys: readonly SyncedKey[]): HeldKey[] {
  return keys.map(({ hash, id, name, kind, origins, endsAt }) => ({
    ...{ hash, id, name },
    endsAt: endsAt === null ? Infinity : Date.parse(endsAt),
    opens: { kind, environment, origins },
  }));
}

function toSyncedKey({ hash, id, name, endsAt, opens }: HeldKey, environment: EnvironmentKey): SyncedKey[] {
  if (opens.kind === 'admin' || opens.environment !== environment) return [];
  const { kind, origins } = opens;
  const end = endsAt === Infinity ? null : new Date(endsAt).toISOString();
  return [{ hash, id, name, kind, origins: [...origins], endsAt: end }];
}

/** Whether a text is meant as an API key; other tokens have other prefixes. */
export function looksLikeKey(text: string): boolean {
  return Object.values(PREFIX_OF_KIND).some((prefix) => text.startsWith(prefix));
}

/** A secret has 256 random bits, which cannot be guessed, so a fast hash suffices. */
export function hashSecret(secret: string): string {
  return hash('sha256', secret);
}

function callerAccess({ id, name, opens }: HeldKey) {
  if (opens.kind !== 'admin') return { key: { id, name, ...opens } };
  const { role, reach, scopes } = opens;
  return { session: { actor: actorOfKey(id), name, role, roles: {}, reach: reach && [...reach] }, scopes };
}
