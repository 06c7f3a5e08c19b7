import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';

/**
 * Returns the time of the database's clock, which all servers share. It decides what is irreversibly deleted, consumed or
 * ended, because a server's own clock may be wrong. The time is that of the call: `now()` would be the start of the
 * transaction, before it waited for locks.
 */
export async function databaseTime(em: EntityManager): Promise<Date> {
  const [row]: { ms: number }[] = await em.execute(
    'select floor(extract(epoch from clock_timestamp()) * 1000)::float8 as ms',
  );
  if (!row) throw new Error('the database did not return its time');
  return new Date(row.ms);
}
