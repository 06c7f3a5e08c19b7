import { ApiKey, type EnvironmentKey, type Role, type RulesetVersion } from '@burgee/contracts';
import type { Database } from './database.ts';
import type { ApiKeyRow } from './entities.ts';
import { parseInstant } from './instants.ts';
import { readVerified } from './verified.ts';

/** What a key opens: an environment for evaluating, or a role. */
type Opens =
  | { readonly kind: 'server' | 'web'; readonly environment: EnvironmentKey; readonly origins: readonly string[] }
  | { readonly kind: 'admin'; readonly role: Role; readonly reach: readonly EnvironmentKey[] | null };

/** One secret of a key, of which there are two while it is being rotated. */
export type LoadedKey = {
  readonly hash: string;
  readonly id: string;
  readonly name: string;
  /** In milliseconds since 1970; `Infinity` where it has no end. */
  readonly endsAt: number;
  readonly opens: Opens;
};

/** All secrets that are not revoked, and at least the version that they are of. A key that is broken opens nothing. */
export async function loadKeys(database: Database): Promise<{ version: RulesetVersion; keys: LoadedKey[] }> {
  return database.read(async (em) => {
    // First: what changes between the two is read again when its version is heard of.
    const [access] = await readVerified<{ version: RulesetVersion }>(em, 'select version from access');
    if (!access) throw new Error('the table "access" has lost its row');
    const rows = await readVerified<ReadKey>(em, KEYS);
    return { version: access.version, keys: rows.filter(isWhole).flatMap(secretsOf) };
  });
}

/** Times are texts. */
type ReadKey = Pick<
  ApiKeyRow,
  'id' | 'name' | 'hash' | 'previousHash' | 'kind' | 'environment' | 'role' | 'reach' | 'origins'
> & {
  readonly previousEndsAt: string | null;
  readonly expiresAt: string | null;
};

const KEYS = `select id, name, hash, previous_hash as "previousHash", previous_ends_at as "previousEndsAt",
    expires_at as "expiresAt", kind, environment, role, reach, origins
  from api_keys where revoked_at is null`;

/** A key whose reach or origins cannot be read might open too much. */
function isWhole({ origins, reach }: ReadKey): boolean {
  const { shape } = ApiKey;
  return shape.origins.safeParse(origins).success && shape.reach.safeParse(reach ?? null).success;
}

function secretsOf(row: ReadKey): LoadedKey[] {
  const { id, name, hash, previousHash, previousEndsAt } = row;
  const endsAt = row.expiresAt === null ? Infinity : parseInstant(row.expiresAt, Date.parse).getTime();
  const current = { hash, id, name, endsAt, opens: opensOf(row) };
  if (!previousHash || !previousEndsAt) return [current];
  return [
    current,
    { ...current, hash: previousHash, endsAt: Math.min(endsAt, parseInstant(previousEndsAt, Date.parse).getTime()) },
  ];
}

/** The table sees to it that each kind has what it needs. */
function opensOf({ id, kind, environment, role, reach, origins }: ReadKey): Opens {
  if (kind === 'admin' && role) return { kind, role, reach: reach ?? null };
  if (kind !== 'admin' && environment) return { kind, environment, origins };
  throw new Error(`the key ${id} has nothing that it opens`);
}
