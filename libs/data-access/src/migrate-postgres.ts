import { MikroORM as PostgresORM } from '@mikro-orm/postgresql';
import pg from 'pg';
import { connectOptions } from './connect-options.ts';
import type { DatabaseTimeouts } from './database.ts';
import { withinDeadline } from './failures.ts';
import { baseOptions } from './orm-options.ts';

/** Any number; the same for all servers that may migrate one database. */
const MIGRATION_LOCK = 7_283_401;

export async function migratePostgres(url: string, timeouts: DatabaseTimeouts): Promise<void> {
  // A connection of its own, because migrations may take longer than any request.
  const holder = new pg.Client(connectOptions(url, timeouts));
  // The connection may break at any time; what waits for it is told by its own rejection.
  holder.on('error', () => undefined);
  await withinDeadline(timeouts.connectMs, () => holder.connect());
  try {
    await holder.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const orm = await PostgresORM.init({
      ...baseOptions(),
      clientUrl: url,
      pool: { max: 1 },
      driverOptions: connectOptions(url, timeouts),
    });
    try {
      await orm.migrator.up();
    } finally {
      await orm.close(true);
    }
  } finally {
    await holder.end();
  }
}
