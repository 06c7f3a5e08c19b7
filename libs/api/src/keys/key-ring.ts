import { actorOfKey, DomainError, PREFIX_OF_KIND, type RulesetVersion } from '@burgee/contracts';
import { type Database, type EntityManager, type LoadedKey, loadKeys } from '@burgee/data-access';
import { hash } from 'node:crypto';
import type { Caller } from '../access/caller.ts';

/** All valid API keys, in memory: identifying a caller needs no query, and works while the database is unavailable. */
export type KeyRing = {
  /** @throws DomainError DATABASE_UNAVAILABLE before the first load. */
  callerOf(secret: string): Caller;
  /** Whether some web key may be used by pages of this origin. */
  isKnownOrigin(origin: string): boolean;
  /** Brings the keys to at least this version, and ends streams of keys that have expired since. */
  catchUp(version: RulesetVersion): Promise<void>;
  /** Ends the streams of keys that have expired, even while the database is unavailable. */
  endExpired(): void;
  /** Stores which keys were used since the last call. */
  writeUses(): Promise<void>;
};

type KeyRingOptions = { readonly database: Database; readonly now: () => Date };

type HeldKey = LoadedKey & { readonly ended: AbortController };

export function createKeyRing({ database, now }: KeyRingOptions): KeyRing {
  let version = -1;
  /** By hash of the secret. */
  let held = new Map<string, HeldKey>();
  let loading: Promise<void> | undefined;
  const uses = new Map<string, Date>();

  /** Loads run one at a time, so that a slow one cannot restore keys that were revoked since. */
  async function load(): Promise<void> {
    const loaded = await loadKeys(database);
    // Open streams listen to the existing controller, so keep it.
    const endOf = (key: LoadedKey) => held.get(key.hash)?.ended ?? new AbortController();
    const keys = new Map(loaded.keys.map((key) => [key.hash, { ...key, ended: endOf(key) }]));
    for (const { hash, ended } of held.values()) if (!keys.has(hash)) ended.abort();
    held = keys;
    version = loaded.version;
  }

  async function catchUp(wanted: RulesetVersion): Promise<void> {
    // Two loads always suffice: one that may have begun too early, and one that begins after the commit.
    for (let round = 0; round < 2 && version < wanted; round++) {
      loading ??= load().finally(() => (loading = undefined));
      await loading;
    }
    endExpired();
  }

  function endExpired(): void {
    for (const { endsAt, ended } of held.values()) if (endsAt <= now().getTime()) ended.abort();
  }

  function callerOf(secret: string): Caller {
    if (version < 0) throw new DomainError({ code: 'DATABASE_UNAVAILABLE', retryAfterSec: 1 });
    const key = held.get(hashSecret(secret));
    if (!key) return { problem: 'invalid' };
    if (key.endsAt <= now().getTime()) return { problem: 'expired' };
    uses.set(key.id, now());
    return { ...callerAccess(key), ended: key.ended.signal };
  }

  async function writeUses(): Promise<void> {
    const used = [...uses];
    if (used.length === 0) return;
    uses.clear();
    try {
      await database.write((em) => writeLastUses(em, used));
    } catch (error) {
      // Keep them for the next call; uses recorded in the meantime are newer.
      const newer = [...uses];
      for (const [id, at] of [...used, ...newer]) uses.set(id, at);
      throw error;
    }
  }

  return {
    callerOf,
    isKnownOrigin: (origin) =>
      [...held.values()].some(({ opens }) => opens.kind !== 'admin' && opens.origins.includes(origin)),
    catchUp,
    endExpired,
    writeUses,
  };
}

async function writeLastUses(em: EntityManager, used: readonly [id: string, at: Date][]): Promise<void> {
  // In the order of ids, so that two servers cannot deadlock.
  for (const [id, at] of used.toSorted(([one], [other]) => one.localeCompare(other))) {
    await em.execute('update api_keys set last_used_at = greatest(last_used_at, ?::timestamptz) where id = ?', [
      at,
      id,
    ]);
  }
}

/** Whether a text is meant as an API key; other tokens have other prefixes. */
export function looksLikeKey(text: string): boolean {
  return Object.values(PREFIX_OF_KIND).some((prefix) => text.startsWith(prefix));
}

/** A secret has 256 random bits, which cannot be guessed, so a fast hash suffices. */
export function hashSecret(secret: string): string {
  return hash('sha256', secret);
}

function callerAccess({ id, name, opens }: LoadedKey) {
  if (opens.kind !== 'admin') return { key: { id, name, ...opens } };
  const { role, reach } = opens;
  return { session: { actor: actorOfKey(id), name, role, roles: {}, reach: reach && [...reach] } };
}
