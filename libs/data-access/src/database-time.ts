import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';

/**
 * The database's clock, which all servers share: it decides what is deleted, consumed or ended for good. A server's own
 * clock may be wrong. The time is that of the call, because `now()` is when the transaction began, before it waited for
 * locks.
 */
export async function databaseTime(em: EntityManager): Promise<Date> {
  const [row]: { ms: number }[] = await em.execute(
    'select floor(extract(epoch from clock_timestamp()) * 1000)::float8 as ms',
  );
  if (!row) throw new Error('the database does not tell the time');
  return new Date(row.ms);
}
