import type { EnvironmentKey, Ruleset, RulesetVersion, SegmentConfig } from '@burgee/contracts';
import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import type { Place, Versions } from './change-ruleset.ts';
import type { Database } from './database.ts';
import { parseInstant } from './instants.ts';
import { type ConfigColumns, toFlagConfig } from './mapping.ts';
import { type Stored, toStoredOverride } from './stored-override.ts';
import { readVerified } from './verified.ts';

/** Loads everything that evaluations in one environment need, in one snapshot; `undefined` for an unknown environment. */
export async function loadRuleset(database: Database, environment: EnvironmentKey): Promise<Ruleset | undefined> {
  return database.load((em) => readRuleset(em, environment));
}

async function readRuleset(em: EntityManager, environment: EnvironmentKey): Promise<Ruleset | undefined> {
  // Issued together, so that they are sent in one packet.
  const [[row], flags, segments, overrides] = await Promise.all([
    readVerified<Pick<Ruleset, 'version' | 'permitsSessionOverrides'>>(em, ENVIRONMENT, [environment]),
    readVerified<ReadFlag>(em, FLAGS, [environment]),
    readVerified<SegmentConfig>(em, SEGMENTS, [environment]),
    readVerified<Stored>(em, OVERRIDES, [environment]),
  ]);
  if (!row) return undefined;
  return {
    environment,
    ...row,
    flags: flags.map(({ expiresAt, ...flag }) =>
      toFlagConfig({ ...flag, expiresAt: expiresAt === null ? null : parseInstant(expiresAt, Date.parse) }),
    ),
    segments,
    overrides: overrides.map((stored) => toStoredOverride(stored) as Ruleset['overrides'][number]),
  };
}

type ReadFlag = Omit<ConfigColumns, 'expiresAt'> & { readonly expiresAt: string | null };

const ENVIRONMENT =
  'select version, permits_session_overrides as "permitsSessionOverrides" from environments where key = ?';

const SEGMENTS = 'select key, condition from segments where environment = ? order by key';

const FLAGS = `select flag_key as key, type, enabled, salt, variants, on_variant as "onVariant", off_variant as "offVariant",
    split, rollout, rollout_percentage as "rolloutPercentage", rules, prerequisites,
    archived_at as "archivedAt", expires_at as "expiresAt"
  from feature_flags where environment = ? order by flag_key`;

const OVERRIDES = `select f.flag_key as "flagKey", to_json(o) as row
  from feature_flag_overrides o join feature_flags f on f.id = o.flag_id
  where o.type in ('emergency', 'global') and f.environment = ?`;

/** Loads the committed versions of all environments and of access, which servers compare with those they hold. */
export async function loadVersions(database: Database): Promise<Versions> {
  return database.read(async (em) => {
    const rows = await readVerified<{ environment: Place; version: RulesetVersion }>(
      em,
      'select key as environment, version from environments union all select null, version from access order by 1',
    );
    return new Map(rows.map(({ environment, version }) => [environment, version]));
  });
}
