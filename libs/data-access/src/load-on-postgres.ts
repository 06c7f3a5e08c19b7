import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import type pg from 'pg';
import { openWire } from './wire.ts';

/** One view of everything that `work` reads. Reads that are issued together travel together. */
export async function loadOnPostgres<T>(
  pool: pg.Pool,
  em: EntityManager,
  work: (em: EntityManager) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  const wire = openWire(client, 'begin isolation level repeatable read, read only');
  em.setTransactionContext(wire.context);
  try {
    return await work(em);
  } finally {
    // In the background: what was read is of one moment, whether or not the transaction ends well. A connection that broke
    // has been discarded.
    const release = () => client.release();
    void wire.commit().then(release, release);
  }
}
