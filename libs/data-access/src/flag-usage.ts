import type { EnvironmentKey, FlagKey } from '@burgee/contracts';
import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';

/** How often a flag answered one thing within an hour. */
export type UsageCell = {
  readonly environment: EnvironmentKey;
  readonly flagKey: string;
  /** When the hour began, in milliseconds since 1970. */
  readonly hour: number;
  /** Empty: an answer without one. */
  readonly variant: string;
  readonly count: number;
};

/** Hours from `from` to `to`, both of them included. */
type Span = { readonly from: Date; readonly to: Date };

/** Adds to what is there, so that the counts of several servers come to one. Each cell must be named once. */
export async function addUsage(em: EntityManager, cells: readonly UsageCell[]): Promise<void> {
  const rows = cells.map(({ flagKey, hour, ...same }) => ({ ...same, flag_key: flagKey, hour: new Date(hour) }));
  // In one order on all servers, so that two of them cannot wait for one another.
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

/** What one flag answered, oldest first. */
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

/** Of each flag how often it answered, and the last hour in which it ever did. */
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

/** As a number, since the two databases give times and large integers differently. */
const MILLISECONDS = `(extract(epoch from hour) * 1000)::float8`;

/** Forgets up to `limit` rows of hours that began before `before`. Gives how many. */
export async function removeUsage(em: EntityManager, before: Date, limit: number): Promise<number> {
  const [gone]: { count: number }[] = await em.execute(
    `with gone as (
       delete from flag_usage where ctid in (select ctid from flag_usage where hour < ? limit ${limit}) returning 1)
     select count(*)::int as count from gone`,
    [before],
  );
  return gone?.count ?? 0;
}
