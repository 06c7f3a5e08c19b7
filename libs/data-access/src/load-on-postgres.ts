import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import type pg from 'pg';
import { openWire } from './wire.ts';

/** Runs `work` on one snapshot. Reads that are issued together are sent together. */
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
    // In the background: the reads are consistent even if the commit fails. A broken connection has already been discarded.
    const release = () => client.release();
    void wire.commit().then(release, release);
  }
}
