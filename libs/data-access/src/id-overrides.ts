import {
  type EnvironmentKey,
  type FlagKey,
  type OverrideOf,
  type OverrideType,
  RulesetVersion,
  type TargetId,
} from '@burgee/contracts';
import type { Database } from './database.ts';
import { readInIndexOrder } from './index-order.ts';
import { type Stored, toStoredOverride } from './stored-override.ts';
import { readVerified } from './verified.ts';

/** The types of overrides for one id. There may be millions, so they are looked up instead of held in memory. */
export type IdType = Extract<OverrideType, 'session' | 'testing' | 'user'>;
export const ID_TYPES = ['user', 'session', 'testing'] as const satisfies readonly IdType[];
export type IdOverride = OverrideOf<IdType>;

/** The overrides of one id, as of a version of its environment. */
export type LookedUp = { readonly version: RulesetVersion; readonly overrides: readonly IdOverride[] };

/** Loads in one statement, which costs one round trip and sees one snapshot. */
export async function loadIdOverrides(
  database: Database,
  environment: EnvironmentKey,
  type: IdType,
  target: TargetId,
): Promise<LookedUp> {
  const { table, column, filter } = OVERRIDE_TABLES[type];
  const [row] = await database.read((em) =>
    readVerified<{ version: RulesetVersion; found: Stored[] | null }>(
      em,
      `select e.version, (
         select json_agg(json_build_object('flagKey', f.flag_key, 'row', to_json(o)))
         from ${table} o join feature_flags f on f.id = o.flag_id
         where f.environment = e.key and o.${column} = ? ${filter}
       ) as found
       from environments e where e.key = ?`,
      [target, environment],
    ),
  );
  const overrides = (row?.found ?? []).map((found) => toStoredOverride(found) as IdOverride);
  return { version: row?.version ?? RulesetVersion.parse(0), overrides };
}

const OVERRIDE_TABLES: Record<IdType, { table: string; column: string; filter: string }> = {
  user: { table: 'feature_flag_user_overrides', column: 'user_id', filter: '' },
  session: { table: 'feature_flag_overrides', column: 'target', filter: `and o.type = 'session'` },
  testing: { table: 'feature_flag_overrides', column: 'target', filter: `and o.type = 'testing'` },
};

/** An id that has an override of a flag. */
export type TargetEntry = {
  readonly environment: EnvironmentKey;
  readonly type: IdType;
  readonly target: string;
  readonly flagKey: FlagKey;
};

/**
 * Returns which ids have overrides, in batches. The batches are not one snapshot: the caller learns of changes during the
 * scan from the news since the version that it held before the first batch.
 */
export async function* scanTargets(
  database: Database,
  batchSize = BATCH[database.kind],
): AsyncGenerator<readonly TargetEntry[]> {
  for (const [table, column, type] of SCANS) {
    let after = '00000000-0000-0000-0000-000000000000';
    for (;;) {
      const rows = await database.load(async (em) => {
        await readInIndexOrder(em);
        return readVerified<TargetEntry & { id: string }>(
          em,
          `select o.id, f.environment, ${type} as type, o.${column} as target, f.flag_key as "flagKey"
           from (select * from ${table} where id > ? and ${column} <> '' order by id limit ${batchSize}) o
           join feature_flags f on f.id = o.flag_id order by o.id`,
          [after],
        );
      });
      yield rows;
      const last = rows.at(-1);
      if (!last) break;
      after = last.id;
    }
  }
}

/** The embedded database runs in this process and blocks it during a batch. */
const BATCH: Record<Database['kind'], number> = { postgresql: 10_000, pglite: 2_000 };

const SCANS = [
  ['feature_flag_user_overrides', 'user_id', `'user'`],
  ['feature_flag_overrides', 'target', 'o.type'],
] as const;
