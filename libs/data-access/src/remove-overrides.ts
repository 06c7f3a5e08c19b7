import {
  MAX_NAMED_OVERRIDES,
  type EnvironmentKey,
  type FlagKey,
  type Override,
  type OverrideCounts,
  type OverrideType,
  type TargetId,
} from '@burgee/contracts';
import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { readInIndexOrder } from './index-order.ts';
import { toStoredOverride, type Stored } from './stored-override.ts';

/** Few enough that a batch takes a small part of a request's deadline, even on the embedded database. */
const BATCH = 5_000;

/**
 * Deletes all overrides of a flag inside the database and returns how many of them were for single ids, by type. It goes
 * in batches because the embedded database runs in this process, which must serve others in between.
 *
 * @param renew called after each batch: a database that goes on answering is not stuck, however many batches there are.
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
    let behind: readonly string[] = first;
    for (let size = batchSize; size === batchSize;) {
      const rows: Deleted[] = await em.execute(sql, [flagId, ...behind, batchSize]);
      for (const { type, count } of rows) counts[type] = (counts[type] ?? 0) + count;
      size = rows.reduce((sum, { count }) => sum + count, 0);
      behind = after(rows.at(-1));
      renew();
      await yieldToOthers();
    }
  }
  const { emergency: _emergency, global: _global, ...ofIds } = counts;
  return ofIds;
}

/** What a batch deleted of one type. */
type Deleted = { readonly type: OverrideType; readonly count: number; readonly last: string };

/**
 * Each batch continues behind the last one, in the order of the table's unique index: a search from the beginning would
 * pass over every row that this transaction has already deleted.
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

/** An override that was deleted. If many of one flag were, only some of them are returned whole. */
export type Expired = {
  readonly flagKey: FlagKey;
  readonly type: OverrideType;
  readonly target: TargetId;
  readonly override: Override | undefined;
};

/** Deletes the overrides of `batch` that have expired by `now`, those that expired first before others. */
export async function deleteExpired(
  em: EntityManager,
  { environment, flagId, limit }: ExpiredBatch,
  now: Date,
): Promise<Expired[]> {
  await readInIndexOrder(em);
  const deleted: Expired[] = [];
  const [isWanted, wanted] = flagId ? ['flag_id = ?', flagId] : [`${ofFlag('environment', 'o')} = ?`, environment];
  for (const { table, type, target } of TABLES) {
    const rows: (Omit<Expired, 'override'> & { row: Stored['row'] | null })[] = await em.execute(
      `with gone as (
         delete from ${table} where ctid = any(array(
           select ctid from ${table} o where expires_at <= ? and ${isWanted} order by expires_at limit ?))
         returning *)
       select ${ofFlag('flag_key', 'gone')} as "flagKey", ${type} as type, gone.${target} as target,
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

/** By primary key for each row: joins with tables that have no statistics compare every row with every flag. */
function ofFlag(column: string, row: string): string {
  return `(select ${column} from feature_flags where id = ${row}.flag_id)`;
}

/** Overrides that have expired and can go in one transaction: of one flag, or of any in an environment. */
export type ExpiredBatch = {
  readonly environment: EnvironmentKey;
  readonly flagId: string | undefined;
  readonly limit: number;
};

/** Share an audit entry, so that the database does nearly all the work. */
const MANY_OF_ONE = 4_000;
/** Have an audit entry each, which this process has to chain: no other work of it should have to wait long. */
const FEW_OF_EACH = 500;

/** Looks for overrides that have expired by `now`: first for a flag that has many among the next ones. */
export async function findExpired(em: EntityManager, now: Date): Promise<ExpiredBatch | undefined> {
  await readInIndexOrder(em);
  for (const { table } of TABLES) {
    const [row]: { flagId: string; environment: EnvironmentKey; count: number }[] = await em.execute(
      `select flag_id as "flagId", ${ofFlag('environment', 'next')} as environment, count(*)::int as count
       from (select flag_id from ${table} where expires_at <= ? order by expires_at limit ${MANY_OF_ONE}) next
       group by flag_id order by count desc limit 1`,
      [now],
    );
    if (!row) continue;
    const { flagId, environment, count } = row;
    if (count > MAX_NAMED_OVERRIDES) return { environment, flagId, limit: MANY_OF_ONE };
    return { environment, flagId: undefined, limit: FEW_OF_EACH };
  }
  return undefined;
}
