import type {
  EnvironmentKey,
  FlagConfig,
  FlagKey,
  GlobalOverride,
  Ruleset,
  SegmentConfig,
  SegmentKey,
  UserOverride,
} from '@burgee/contracts';
import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import { parseInstant } from './instants.ts';
import { type ConfigColumns, toFlagConfig } from './mapping.ts';
import { type Stored, toStoredOverride } from './stored-override.ts';
import { readVerified } from './verified.ts';

/** All flags of an environment, or those with the given keys, in the order of their keys by code units. */
export async function readFlagConfigs(
  em: EntityManager,
  environment: EnvironmentKey,
  keys?: readonly FlagKey[],
): Promise<FlagConfig[]> {
  const rows = await readRows<ReadFlag>(em, FLAGS, environment, keys);
  return rows.map(({ expiresAt, ...flag }) =>
    toFlagConfig({ ...flag, expiresAt: expiresAt === null ? null : parseInstant(expiresAt, Date.parse) }),
  );
}

/** All segments of an environment, or those with the given keys, in the order of their keys by code units. */
export async function readSegmentConfigs(
  em: EntityManager,
  environment: EnvironmentKey,
  keys?: readonly SegmentKey[],
): Promise<SegmentConfig[]> {
  return readRows<SegmentConfig>(em, SEGMENTS, environment, keys);
}

/** Emergency and global overrides of all flags of an environment, or of the flags with the given keys, in that order. */
export async function readRulesetOverrides(
  em: EntityManager,
  environment: EnvironmentKey,
  keys?: readonly FlagKey[],
): Promise<Ruleset['overrides']> {
  const rows = await readRows<Stored>(em, OVERRIDES, environment, keys);
  return rows.map((stored) => toStoredOverride(stored) as Ruleset['overrides'][number]);
}

/** Global overrides and overrides for users of all flags of an environment, expired ones included, in no order. */
export async function readLastingOverrides(em: EntityManager, environment: EnvironmentKey): Promise<LastingOverride[]> {
  const [row]: { found: Stored[] | null }[] = await em.execute(
    `select json_agg(json_build_object('flagKey', f.flag_key, 'row', o.row)) as found from feature_flags f
     join (select flag_id, to_json(u) as row from feature_flag_user_overrides u
           union all
           select flag_id, to_json(g) from feature_flag_overrides g where type = 'global') o on o.flag_id = f.id
     where f.environment = ?`,
    [environment],
  );
  return (row?.found ?? []).map((stored) => toStoredOverride(stored) as LastingOverride);
}

export type LastingOverride = GlobalOverride | UserOverride;

/** Counts the overrides for users of all flags of an environment. */
export async function countUserOverrides(em: EntityManager, environment: EnvironmentKey): Promise<number> {
  const [row]: { count: number }[] = await em.execute(
    `select count(*)::int as count from feature_flag_user_overrides
     where flag_id in (select id from feature_flags where environment = ?)`,
    [environment],
  );
  return row?.count ?? 0;
}

/** A statement about the rows of one environment, and the column with the keys by which rows are selected. */
type Rows = { readonly sql: string; readonly keyColumn: string; readonly order: string };

async function readRows<R>(
  em: EntityManager,
  { sql, keyColumn, order }: Rows,
  environment: EnvironmentKey,
  keys: readonly string[] | undefined,
): Promise<R[]> {
  if (keys?.length === 0) return [];
  const selected = keys ? `and ${keyColumn} in (${keys.map(() => '?').join()})` : '';
  return readVerified<R>(em, `${sql} ${selected} order by ${order}`, [environment, ...(keys ?? [])]);
}

type ReadFlag = Omit<ConfigColumns, 'expiresAt'> & { readonly expiresAt: string | null };

const FLAGS: Rows = {
  sql: `select flag_key as key, type, enabled, salt, variants, on_variant as "onVariant", off_variant as "offVariant",
      split, rollout, rollout_percentage as "rolloutPercentage", rules, prerequisites,
      archived_at as "archivedAt", expires_at as "expiresAt"
    from feature_flags where environment = ?`,
  keyColumn: 'flag_key',
  order: 'flag_key collate "C"',
};

const SEGMENTS: Rows = {
  sql: 'select key, condition from segments where environment = ?',
  keyColumn: 'key',
  order: 'key collate "C"',
};

const OVERRIDES: Rows = {
  sql: `select f.flag_key as "flagKey", to_json(o) as row
    from feature_flag_overrides o join feature_flags f on f.id = o.flag_id
    where o.type in ('emergency', 'global') and f.environment = ?`,
  keyColumn: 'f.flag_key',
  order: 'f.flag_key collate "C", o.type collate "C"',
};
