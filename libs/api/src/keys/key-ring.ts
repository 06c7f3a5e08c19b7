import { DomainError, type EnvironmentKey, type RulesetVersion, type SyncedKeys } from '@burgee/contracts';
import { type Database, type EntityManager, loadKeys } from '@burgee/data-access';
import { createHeldKeys, type HeldKeys } from './held-keys.ts';

/** Identifies callers by their keys. */
export type Keys = Pick<HeldKeys, 'isKnownOrigin' | 'endExpired' | 'streamTokenOf'> & {
  /** @throws DomainError DATABASE_UNAVAILABLE or UPSTREAM_UNAVAILABLE before the keys are known. */
  callerOf: HeldKeys['callerOf'];
  /** @throws DomainError as above. */
  callerOfStream: HeldKeys['callerOfStream'];
  /** The keys of an environment, and the version of all keys. @throws DomainError as above. */
  list(environment: EnvironmentKey): Pick<SyncedKeys, 'version' | 'keys'>;
};

/** All valid API keys of the database: identifying a caller needs no query, and works while the database is unavailable. */
export type KeyRing = Keys & {
  /** Brings the keys to at least this version, and ends streams of keys that have expired since. */
  catchUp(version: RulesetVersion): Promise<void>;
  /** Stores which keys were used since the last call. */
  writeUses(): Promise<void>;
};

type KeyRingOptions = { readonly database: Database; readonly now: () => Date };

export function createKeyRing({ database, now }: KeyRingOptions): KeyRing {
  let version: RulesetVersion | undefined;
  let loading: Promise<void> | undefined;
  const uses = new Map<string, Date>();
  const held = createHeldKeys({ now, onUse: (id, at) => void uses.set(id, at) });

  /** Loads run one at a time, so that a slow one cannot restore keys that were revoked since. */
  async function load(): Promise<void> {
    const loaded = await loadKeys(database);
    held.replace(loaded.keys);
    version = loaded.version;
  }

  async function catchUp(wanted: RulesetVersion): Promise<void> {
    const isBehind = () => version === undefined || version < wanted;
    // Two loads always suffice: one that may have begun too early, and one that begins after the commit.
    for (let round = 0; round < 2 && isBehind(); round++) {
      loading ??= load().finally(() => (loading = undefined));
      await loading;
    }
    held.endExpired();
  }

  function requireLoaded(): RulesetVersion {
    if (version === undefined) throw new DomainError({ code: 'DATABASE_UNAVAILABLE', retryAfterSec: 1 });
    return version;
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
    callerOf: (secret) => {
      requireLoaded();
      return held.callerOf(secret);
    },
    callerOfStream: (token) => {
      requireLoaded();
      return held.callerOfStream(token);
    },
    streamTokenOf: held.streamTokenOf,
    list: (environment) => ({ version: requireLoaded(), keys: held.ofEnvironment(environment) }),
    isKnownOrigin: held.isKnownOrigin,
    endExpired: held.endExpired,
    catchUp,
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
