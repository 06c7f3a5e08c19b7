import { actorOfKey, DomainError, PREFIX_OF_KIND, type RulesetVersion } from '@burgee/contracts';
import { loadKeys, type Database, type EntityManager, type LoadedKey } from '@burgee/data-access';
import { hash } from 'node:crypto';
import type { Caller } from '../context.ts';

/** All valid keys of programs, in memory: asking who somebody is costs no query, and goes on while the database is away. */
export type KeyRing = {
  /** @throws DomainError DATABASE_UNAVAILABLE before the first load. */
  callerOf(secret: string): Caller;
  /** Whether pages of this origin may use some web key. */
  isKnownOrigin(origin: string): boolean;
  /** Brings what is held to at least this version, and ends what has expired since. */
  catchUp(version: RulesetVersion): Promise<void>;
  /** Ends the streams of keys that have expired, even while the database is away. */
  endExpired(): void;
  /** Writes down which keys were used since the last time. */
  writeUses(): Promise<void>;
};

type KeyRingOptions = { readonly database: Database; readonly now: () => Date };

type HeldKey = LoadedKey & { readonly ended: AbortController };

export function createKeyRing({ database, now }: KeyRingOptions): KeyRing {
  let version = -1;
  /** By their hash. */
  let held = new Map<string, HeldKey>();
  let loading: Promise<void> | undefined;
  const uses = new Map<string, Date>();

  /** One at a time, so that a slow one cannot bring back what was revoked since. */
  async function load(): Promise<void> {
    const loaded = await loadKeys(database);
    // Streams wait for the controller that there is already.
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
    const key = held.get(hashOf(secret));
    if (!key) return { problem: 'invalid' };
    if (key.endsAt <= now().getTime()) return { problem: 'expired' };
    uses.set(key.id, now());
    return { ...accessOf(key), ended: key.ended.signal };
  }

  async function writeUses(): Promise<void> {
    const used = [...uses];
    if (used.length === 0) return;
    uses.clear();
    try {
      await database.write((em) => writeLastUses(em, used));
    } catch (error) {
      // Another time; what was used again meanwhile is newer.
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
  // In the order of ids, so that two servers cannot wait for one another.
  for (const [id, at] of used.toSorted(([one], [other]) => one.localeCompare(other))) {
    await em.execute('update api_keys set last_used_at = greatest(last_used_at, ?::timestamptz) where id = ?', [
      at,
      id,
    ]);
  }
}

/** Whether a text is meant as a key: what begins otherwise is some other token. */
export function looksLikeKey(text: string): boolean {
  return Object.values(PREFIX_OF_KIND).some((prefix) => text.startsWith(prefix));
}

/** A secret has 256 random bits, so that nobody finds it by trying: no slow hash is needed. */
export function hashOf(secret: string): string {
  return hash('sha256', secret);
}

function accessOf({ id, name, opens }: LoadedKey) {
  if (opens.kind !== 'admin') return { key: { id, name, ...opens } };
  const { role, reach } = opens;
  return { session: { actor: actorOfKey(id), name, role, roles: {}, reach: reach && [...reach] } };
}
