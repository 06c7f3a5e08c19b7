import {
  OVERRIDE_PRIORITY,
  RulesetVersion,
  type EnvironmentKey,
  type FlagKey,
  type JsonValue,
  type OverrideOf,
  type OverrideType,
  type TargetId,
} from '@burgee/contracts';
import type { Database } from './database.ts';

/** The types of overrides that are for one id. There may be millions, so they are looked up and not held. */
export type IdType = Extract<OverrideType, 'session' | 'testing' | 'user'>;
export type IdOverride = OverrideOf<IdType>;

/** The overrides of one id, as of a version of its environment. */
export type LookedUp = { readonly version: RulesetVersion; readonly overrides: readonly IdOverride[] };

/** One statement, so that it costs one round trip and sees one moment. */
export async function loadIdOverrides(
  database: Database,
  environment: EnvironmentKey,
  type: IdType,
  target: TargetId,
): Promise<LookedUp> {
  const { table, column, only } = HOMES[type];
  const [row]: { version: RulesetVersion; found: Found[] | null }[] = await database.read((em) =>
    em.execute(
      `select e.version, (
         select json_agg(json_build_object('flagKey', f.flag_key, 'row', to_json(o)))
         from ${table} o join feature_flags f on f.id = o.flag_id
         where f.environment = e.key and o.${column} = ? ${only}
       ) as found
       from environments e where e.key = ?`,
      [target, environment],
    ),
  );
  const overrides = (row?.found ?? []).map((found) => toIdOverride(type, target, found));
  return { version: row?.version ?? RulesetVersion.parse(0), overrides };
}

const HOMES: Record<IdType, { table: string; column: string; only: string }> = {
  user: { table: 'feature_flag_user_overrides', column: 'user_id', only: '' },
  session: { table: 'feature_flag_overrides', column: 'target', only: `and o.type = 'session'` },
  testing: { table: 'feature_flag_overrides', column: 'target', only: `and o.type = 'testing'` },
};

/** A row as PostgreSQL writes it in JSON. */
export type Found = {
  flagKey: FlagKey;
  row: {
    id: string;
    override_type?: 'include' | 'exclude';
    value: JsonValue;
    reason: string | null;
    created_by: string;
    created_at: string;
    expires_at: string | null;
  };
};

export function toIdOverride(type: IdType, target: TargetId, { flagKey, row }: Found): IdOverride {
  const { id, value, reason, created_by: createdBy, override_type: overrideType = 'include' } = row;
  const expiresAt = row.expires_at === null ? null : toInstant(row.expires_at);
  const base = { id, flagKey, target, reason, createdBy, createdAt: toInstant(row.created_at) };
  if (type === 'user') {
    return {
      ...base,
      type,
      priority: OVERRIDE_PRIORITY[type],
      overrideType,
      ...(value !== null && { value }),
      expiresAt,
    };
  }
  // The table has a CHECK for it: these two always end.
  const valued = { ...base, value, expiresAt: expiresAt ?? '' };
  if (type === 'session') return { ...valued, type, priority: OVERRIDE_PRIORITY[type] };
  return { ...valued, type, priority: OVERRIDE_PRIORITY[type] };
}

/** PostgreSQL writes times in JSON with microseconds and an offset. */
function toInstant(text: string): string {
  return new Date(text).toISOString();
}

/** Which id has an override of which flag. */
export type TargetEntry = {
  readonly environment: EnvironmentKey;
  readonly type: IdType;
  readonly target: string;
  readonly flagKey: FlagKey;
};

/**
 * Which ids have overrides, in batches. Not of one moment: what changes meanwhile is to be heard of from the news since
 * the version that was held before the first batch.
 */
export async function* scanTargets(database: Database, batchSize = 50_000): AsyncGenerator<readonly TargetEntry[]> {
  for (const [table, column, type] of SCANS) {
    let after = '00000000-0000-0000-0000-000000000000';
    for (;;) {
      const rows: (TargetEntry & { id: string })[] = await database.load((em) =>
        em.execute(
          `select o.id, f.environment, ${type} as type, o.${column} as target, f.flag_key as "flagKey"
           from (select * from ${table} where id > ? and ${column} <> '' order by id limit ${batchSize}) o
           join feature_flags f on f.id = o.flag_id order by o.id`,
          [after],
        ),
      );
      yield rows;
      const last = rows.at(-1);
      if (!last) break;
      after = last.id;
    }
  }
}

const SCANS = [
  ['feature_flag_user_overrides', 'user_id', `'user'`],
  ['feature_flag_overrides', 'target', 'o.type'],
] as const;
