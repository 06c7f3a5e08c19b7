import { MikroORM as PostgresORM } from '@mikro-orm/postgresql';
import { connectOptions } from './connect-options.ts';
import type { DatabaseTimeouts } from './database.ts';
import { withinDeadline } from './failures.ts';
import { GuardedClient } from './guarded-client.ts';
import { baseOptions } from './orm-options.ts';

/** Any number; the same for all servers that may migrate one database. */
const MIGRATION_LOCK = 7_283_401;

/** How long a server waits for another one that migrates before it connects again: an answer may have been lost. */
const LOCK_WAIT_MS = 60_000;

export async function migratePostgres(url: string, timeouts: DatabaseTimeouts): Promise<void> {
  // A connection of its own, because migrations may take longer than any request.
  const holder = new GuardedClient({ ...connectOptions(url, timeouts), query_timeout: LOCK_WAIT_MS });
  await withinDeadline(timeouts.connectMs, () => holder.connect());
  try {
    await holder.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const pending = await migrate(url, { ...timeouts, statementMs: timeouts.loadMs }, (orm) =>
      orm.migrator.getPending(),
    );
    // Without a limit: a migration of a large table takes as long as it takes.
    if (pending.length > 0) await migrate(url, { ...timeouts, statementMs: 0 }, (orm) => orm.migrator.up());
  } finally {
    await holder.end();
  }
}

async function migrate<T>(
  url: string,
  timeouts: DatabaseTimeouts & { readonly statementMs: number },
  work: (orm: PostgresORM) => Promise<T>,
): Promise<T> {
  const orm = await PostgresORM.init({
    ...baseOptions(),
    clientUrl: url,
    pool: { max: 1 },
    driverOptions: { ...connectOptions(url, timeouts), query_timeout: timeouts.statementMs },
  });
  try {
    return await work(orm);
  } finally {
    await orm.close(true);
  }
}
