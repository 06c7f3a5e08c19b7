import type { EnvironmentKey, FlagKey } from '@burgee/contracts';
import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';

/** How often a flag returned one variant within one hour. */
export type UsageCell = {
  readonly environment: EnvironmentKey;
  readonly flagKey: string;
  /** The start of the hour, in milliseconds since 1970. */
  readonly hour: number;
  /** Empty for results without a variant. */
  readonly variant: string;
  readonly count: number;
};

/** Hours from `from` to `to`, both inclusive. */
type Span = { readonly from: Date; readonly to: Date };

/** Adds to existing counts, so that those of several servers add up. Each cell must occur once. */
export async function addUsage(em: EntityManager, cells: readonly UsageCell[]): Promise<void> {
  const rows = cells.map(({ flagKey, hour, ...same }) => ({ ...same, flag_key: flagKey, hour: new Date(hour) }));
  // All servers use the same order, so that two of them cannot deadlock.
  await em.execute(
    `insert into flag_usage (environment, flag_key, hour, variant, count)
     select environment, flag_key, hour, variant, count
     from jsonb_to_recordset(?::jsonb)
       as cell (environment text, flag_key text, hour timestamptz, variant text, count bigint)
     order by 1, 2, 3, 4
     on conflict (environment, flag_key, hour, variant) do update set count = flag_usage.count + excluded.count`,
    [JSON.stringify(rows)],
  );
}

/** The counts of one flag by hour and variant, oldest first. */
export async function readUsage(
  em: EntityManager,
  { environment, flagKey, from, to }: Span & { readonly environment: EnvironmentKey; readonly flagKey: FlagKey },
): Promise<{ hour: number; variant: string; count: number }[]> {
  return em.execute(
    `select ${MILLISECONDS} as hour, variant, count::float8 as count from flag_usage
     where environment = ? and flag_key = ? and hour between ? and ? order by 1, 2`,
    [environment, flagKey, from, to],
  );
}

/** How often each flag was evaluated within the span, and the last hour in which it ever was. */
export async function readUsageTotals(
  em: EntityManager,
  {
    environment,
    flagKeys,
    from,
    to,
  }: Span & { readonly environment: EnvironmentKey; readonly flagKeys: readonly FlagKey[] },
): Promise<{ flagKey: FlagKey; total: number; lastHour: number | null }[]> {
  return em.execute(
    `select asked.key as "flagKey", coalesce((
         select sum(count) from flag_usage
         where environment = ? and flag_key = asked.key and hour between ? and ?), 0)::float8 as total, (
         select ${MILLISECONDS} from flag_usage
         where environment = ? and flag_key = asked.key order by hour desc limit 1) as "lastHour"
     from jsonb_array_elements_text(?::jsonb) with ordinality as asked (key, place) order by asked.place`,
    [environment, from, to, environment, JSON.stringify(flagKeys)],
  );
}

/** As a number, because the two databases return times and large integers in different types. */
const MILLISECONDS = `(extract(epoch from hour) * 1000)::float8`;

/** Deletes up to `limit` rows of hours that began before `before`. Returns how many it deleted. */
export async function removeUsage(em: EntityManager, before: Date, limit: number): Promise<number> {
  const [gone]: { count: number }[] = await em.execute(
    `with gone as (
       delete from flag_usage where ctid in (select ctid from flag_usage where hour < ? limit ${limit}) returning 1)
     select count(*)::int as count from gone`,
    [before],
  );
  return gone?.count ?? 0;
}
