import { DomainError, PREFIX_OF_KIND, type RulesetVersion } from '@burgee/contracts';
import { ApiKeyRow, type Database, type EntityManager } from '@burgee/data-access';
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
  /** Writes down which keys were used since the last time. */
  writeUses(): Promise<void>;
};

type KeyRingOptions = { readonly database: Database; readonly now: () => Date };

/** One secret of a key, of which there are two while it is being rotated. */
type HeldKey = { readonly row: ApiKeyRow; readonly endsAt: number; readonly ended: AbortController };

type Loaded = { readonly version: RulesetVersion; readonly keys: ReadonlyMap<string, HeldKey> };

export function createKeyRing({ database, now }: KeyRingOptions): KeyRing {
  let held: Loaded | undefined;
  let loading: Promise<void> | undefined;
  const uses = new Map<string, Date>();

  async function load(): Promise<void> {
    const loaded = await database.read(readKeys);
    // A slow load must not bring back what was revoked since.
    if (held && held.version >= loaded.version) return;
    const keys = new Map(
      loaded.rows.flatMap(secretsOf).map(([secretHash, key]) => [secretHash, kept(secretHash, key)]),
    );
    for (const [secretHash, key] of held?.keys ?? []) if (!keys.has(secretHash)) key.ended.abort();
    held = { version: loaded.version, keys };
  }

  /** Streams wait for the controller that there is already. */
  function kept(secretHash: string, key: HeldKey): HeldKey {
    return { ...key, ended: held?.keys.get(secretHash)?.ended ?? key.ended };
  }

  async function catchUp(version: RulesetVersion): Promise<void> {
    // Two loads always suffice: one that may have begun too early, and one that begins after the commit.
    for (let round = 0; round < 2 && (held?.version ?? -1) < version; round++) {
      loading ??= load().finally(() => (loading = undefined));
      await loading;
    }
    for (const { endsAt, ended } of held?.keys.values() ?? []) if (endsAt <= now().getTime()) ended.abort();
  }

  function callerOf(secret: string): Caller {
    if (!held) throw new DomainError({ code: 'DATABASE_UNAVAILABLE', retryAfterSec: 1 });
    const key = held.keys.get(hashOf(secret));
    if (!key) return { problem: 'invalid' };
    if (key.endsAt <= now().getTime()) return { problem: 'expired' };
    uses.set(key.row.id, now());
    return { ...accessOf(key.row), ended: key.ended.signal };
  }

  async function writeUses(): Promise<void> {
    const used = [...uses];
    if (used.length === 0) return;
    uses.clear();
    await database.write(async (em) => {
      for (const [id, at] of used) {
        await em.execute('update api_keys set last_used_at = greatest(last_used_at, ?::timestamptz) where id = ?', [
          at,
          id,
        ]);
      }
    });
  }

  return {
    callerOf,
    isKnownOrigin: (origin) => [...(held?.keys.values() ?? [])].some(({ row }) => row.origins.includes(origin)),
    catchUp,
    writeUses,
  };
}

/** Whether a text is meant as a key: what begins otherwise is some other token. */
export function looksLikeKey(text: string): boolean {
  return Object.values(PREFIX_OF_KIND).some((prefix) => text.startsWith(prefix));
}

/** A secret has 256 random bits, so that nobody finds it by trying: no slow hash is needed. */
export function hashOf(secret: string): string {
  return hash('sha256', secret);
}

async function readKeys(em: EntityManager): Promise<{ version: RulesetVersion; rows: ApiKeyRow[] }> {
  // First: what changes between the two is read again when its version is heard of.
  const [access]: { version: RulesetVersion }[] = await em.execute('select version from access');
  if (!access) throw new Error('the table "access" has lost its row');
  return { version: access.version, rows: await em.find(ApiKeyRow, { revokedAt: null }) };
}

function secretsOf(row: ApiKeyRow): [string, HeldKey][] {
  const endsAt = row.expiresAt?.getTime() ?? Infinity;
  const current: [string, HeldKey] = [row.hash, { row, endsAt, ended: new AbortController() }];
  if (!row.previousHash || !row.previousEndsAt) return [current];
  const previousEndsAt = Math.min(endsAt, row.previousEndsAt.getTime());
  return [current, [row.previousHash, { row, endsAt: previousEndsAt, ended: new AbortController() }]];
}

/** What a key may do. The table sees to it that each kind has what it needs. */
function accessOf({ id, name, kind, environment, role, reach, origins }: ApiKeyRow) {
  if (kind === 'admin') {
    return { session: { actor: `key:${name}`, role: role ?? 'viewer', roles: {}, reach: reach ?? null } } as const;
  }
  if (!environment) throw new Error(`the key ${id} has no environment`);
  return { key: { id, name, kind, environment, origins } };
}
