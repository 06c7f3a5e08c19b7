import { ApiKey, type EnvironmentKey, type KeyScope, type Role, type RulesetVersion } from '@burgee/contracts';
import type { ApiKeyRow } from './access-entities.ts';
import type { Database } from './database.ts';
import { parseInstant } from './instants.ts';
import { readVerified } from './verified.ts';

/** The access that a key grants: evaluation in one environment, or a role. */
type KeyAccess =
  | { readonly kind: 'server' | 'web'; readonly environment: EnvironmentKey; readonly origins: readonly string[] }
  | {
      readonly kind: 'admin';
      readonly role: Role;
      readonly reach: readonly EnvironmentKey[] | null;
      readonly scopes: readonly KeyScope[];
    };

/** One secret of a key. A key has two while it is being rotated. */
export type LoadedKey = {
  readonly hash: string;
  readonly id: string;
  readonly name: string;
  /** In milliseconds since 1970; `Infinity` if it never expires. */
  readonly endsAt: number;
  readonly opens: KeyAccess;
};

/** Loads all secrets that are not revoked, and a version that is not newer than they are. Skips keys with broken access. */
export async function loadKeys(database: Database): Promise<{ version: RulesetVersion; keys: LoadedKey[] }> {
  return database.read(async (em) => {
    // Read the version first: keys that change between the two reads are read again when the newer version arrives.
    const [access] = await readVerified<{ version: RulesetVersion }>(em, 'select version from access');
    if (!access) throw new Error('the table "access" has lost its row');
    const rows = await readVerified<ReadKey>(em, KEYS);
    return { version: access.version, keys: rows.filter(isReadable).flatMap(toLoadedKeys) };
  });
}

/** A row with its times as text. */
type ReadKey = Pick<
  ApiKeyRow,
  'id' | 'name' | 'hash' | 'previousHash' | 'kind' | 'environment' | 'role' | 'reach' | 'origins' | 'scopes'
> & {
  readonly previousEndsAt: string | null;
  readonly expiresAt: string | null;
};

const KEYS = `select id, name, hash, previous_hash as "previousHash", previous_ends_at as "previousEndsAt",
    expires_at as "expiresAt", kind, environment, role, reach, origins, scopes
  from api_keys where revoked_at is null`;

/** A key whose reach, origins or scopes cannot be read might open too much. */
function isReadable({ origins, reach, scopes }: ReadKey): boolean {
  const { shape } = ApiKey;
  return (
    shape.origins.safeParse(origins).success &&
    shape.reach.safeParse(reach ?? null).success &&
    shape.scopes.safeParse(scopes).success
  );
}

function toLoadedKeys(row: ReadKey): LoadedKey[] {
  const { id, name, hash, previousHash, previousEndsAt } = row;
  const endsAt = row.expiresAt === null ? Infinity : parseInstant(row.expiresAt, Date.parse).getTime();
  const current = { hash, id, name, endsAt, opens: readKeyAccess(row) };
  if (!previousHash || !previousEndsAt) return [current];
  return [
    current,
    { ...current, hash: previousHash, endsAt: Math.min(endsAt, parseInstant(previousEndsAt, Date.parse).getTime()) },
  ];
}

/** CHECK constraints of the table guarantee that each kind has its fields. */
function readKeyAccess({ id, kind, environment, role, reach, origins, scopes }: ReadKey): KeyAccess {
  if (kind === 'admin' && role) return { kind, role, reach: reach ?? null, scopes };
  if (kind !== 'admin' && environment) return { kind, environment, origins };
  throw new Error(`the key ${id} grants access to nothing`);
}
