import {
  type EnvironmentKey,
  type FlagKey,
  MAX_NAMED_OVERRIDES,
  type Override,
  type OverrideCounts,
  type OverrideType,
  type TargetId,
} from '@burgee/contracts';
import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import { readInIndexOrder } from './index-order.ts';
import { type Stored, toStoredOverride } from './stored-override.ts';

/** Small enough that a batch takes a fraction of a request's deadline, even on the embedded database. */
const BATCH = 5_000;

/**
 * Deletes all overrides of a flag and returns how many of them were for single ids, by type. It works in batches because the
 * embedded database runs in this process, which must serve others in between.
 *
 * @param renew called after each batch: a database that keeps responding is not stuck, no matter how many batches follow.
 */
export async function deleteOverridesOf(
  em: EntityManager,
  flagId: string,
  renew: () => void,
  batchSize = BATCH,
): Promise<OverrideCounts> {
  const counts: Partial<Record<OverrideType, number>> = {};
  await readInIndexOrder(em);
  for (const { sql, first, after } of DELETIONS) {
    let position: readonly string[] = first;
    for (let size = batchSize; size === batchSize;) {
      const rows: Deleted[] = await em.execute(sql, [flagId, ...position, batchSize]);
      for (const { type, count } of rows) counts[type] = (counts[type] ?? 0) + count;
      size = rows.reduce((sum, { count }) => sum + count, 0);
      position = after(rows.at(-1));
      renew();
      await yieldToEventLoop();
    }
  }
  const { emergency: _emergency, global: _global, ...idCounts } = counts;
  return idCounts;
}

/** The overrides of one type that a batch deleted. */
type Deleted = { readonly type: OverrideType; readonly count: number; readonly last: string };

/**
 * Each batch starts after the last row of the previous one, in the order of the table's unique index: a scan from the
 * beginning would visit every row that this transaction has already deleted.
 */
const DELETIONS: readonly {
  readonly sql: string;
  readonly first: readonly string[];
  readonly after: (deleted: Deleted | undefined) => readonly string[];
}[] = [
  {
    sql: `with gone as (
        delete from feature_flag_user_overrides where ctid = any(array(
          select ctid from feature_flag_user_overrides where flag_id = ? and user_id > ?
          order by user_id limit ?))
        returning user_id)
      select 'user' as type, count(*)::int as count, max(user_id) as last from gone having count(*) > 0`,
    first: [''],
    after: (deleted) => [deleted?.last ?? ''],
  },
  {
    sql: `with gone as (
        delete from feature_flag_overrides where ctid = any(array(
          select ctid from feature_flag_overrides where flag_id = ? and (type, target) > (?, ?)
          order by type, target limit ?))
        returning type, target)
      select type, count(*)::int as count, max(target) as last from gone group by type order by type`,
    first: ['', ''],
    after: (deleted) => [deleted?.type ?? '', deleted?.last ?? ''],
  },
];

/** A deleted override. If one flag had many, `override` is set for only some of them. */
export type Expired = {
  readonly flagKey: FlagKey;
  readonly type: OverrideType;
  readonly target: TargetId;
  readonly override: Override | undefined;
};

/** Deletes overrides of `batch` that have expired by `now`, in the order of their expiry. */
export async function deleteExpired(
  em: EntityManager,
  { environment, flagId, limit }: ExpiredBatch,
  now: Date,
): Promise<Expired[]> {
  await readInIndexOrder(em);
  const deleted: Expired[] = [];
  const [isWanted, wanted] = flagId
    ? ['flag_id = ?', flagId]
    : [`${selectFromFlag('environment', 'o')} = ?`, environment];
  for (const { table, type, target } of TABLES) {
    const rows: (Omit<Expired, 'override'> & { row: Stored['row'] | null })[] = await em.execute(
      `with gone as (
         delete from ${table} where ctid = any(array(
           select ctid from ${table} o where expires_at <= ? and ${isWanted} order by expires_at limit ?))
         returning *)
       select ${selectFromFlag('flag_key', 'gone')} as "flagKey", ${type} as type, gone.${target} as target,
         case when gone.${target} = '' or row_number() over (partition by gone.flag_id) <= ${MAX_NAMED_OVERRIDES}
           then to_json(gone) end as row
       from gone`,
      [now, wanted, limit - deleted.length],
    );
    for (const { row, ...same } of rows) {
      deleted.push({ ...same, override: row ? toStoredOverride({ flagKey: same.flagKey, row }) : undefined });
    }
  }
  return deleted;
}

const TABLES = [
  { table: 'feature_flag_user_overrides', type: `'user'`, target: 'user_id' },
  { table: 'feature_flag_overrides', type: 'gone.type', target: 'target' },
];

/** Looks up the flag of each row by primary key: without statistics, a join would compare every row with every flag. */
function selectFromFlag(column: string, row: string): string {
  return `(select ${column} from feature_flags where id = ${row}.flag_id)`;
}

/** Expired overrides that one transaction can delete: those of one flag, or of any flag in an environment. */
export type ExpiredBatch = {
  readonly environment: EnvironmentKey;
  readonly flagId: string | undefined;
  readonly limit: number;
};

/** Overrides of one flag share an audit entry, so the database does nearly all the work. */
const SAME_FLAG_LIMIT = 4_000;
/** Otherwise each override has an audit entry, which this process must chain without blocking other work for long. */
const MIXED_FLAGS_LIMIT = 500;

/** Finds overrides that have expired by `now`. Prefers a flag that has many among the first to expire. */
export async function findExpired(em: EntityManager, now: Date): Promise<ExpiredBatch | undefined> {
  await readInIndexOrder(em);
  for (const { table } of TABLES) {
    const [row]: { flagId: string; environment: EnvironmentKey; count: number }[] = await em.execute(
      `select flag_id as "flagId", ${selectFromFlag('environment', 'next')} as environment, count(*)::int as count
       from (select flag_id from ${table} where expires_at <= ? order by expires_at limit ${SAME_FLAG_LIMIT}) next
       group by flag_id order by count desc limit 1`,
      [now],
    );
    if (!row) continue;
    const { flagId, environment, count } = row;
    if (count > MAX_NAMED_OVERRIDES) return { environment, flagId, limit: SAME_FLAG_LIMIT };
    return { environment, flagId: undefined, limit: MIXED_FLAGS_LIMIT };
  }
  return undefined;
}
