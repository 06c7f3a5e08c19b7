import { MikroORM as PgliteORM } from '@mikro-orm/pglite';
import { join } from 'node:path';
import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { Database, DatabaseTimeouts, Migrated } from './database.ts';
import { withinDeadline } from './failures.ts';
import { lockFolder } from './folder-lock.ts';
import { listenOnPglite } from './listen.ts';
import { withQuickLiterals } from './literals.ts';
import { isRefusal, migrationFailed } from './migration-failure.ts';
import { baseOptions } from './orm-options.ts';
import { createReach } from './reach.ts';
import { createTurns } from './turns.ts';
import { NO_PLACES, writeInTurn } from './write-in-turn.ts';
import { writeOnPglite } from './write-transaction.ts';

/** PostgreSQL's OID of the type `timestamptz`. */
const TIMESTAMPTZ = 1184;

/** All reads of a load see the same snapshot. */
const LOAD_TRANSACTION = { isolationLevel: 'repeatable read', readOnly: true } as const;

/**
 * PGlite has one connection, and a query that arrives while a transaction is open would run inside that transaction. So
 * only one piece of work uses the connection at a time.
 */
export async function connectPglite(dataDir: string, timeouts: DatabaseTimeouts): Promise<Database> {
  const unlock = await lockFolder(dataDir);
  let statement = '';
  const orm = withQuickLiterals(
    await PgliteORM.init({ ...baseOptions(undefined, (sql) => (statement = sql)), dbName: join(dataDir, 'database') }),
  );
  const oneAtATime = pLimit(1);
  const turns = createTurns();
  const takeConnection = <T>(work: () => Promise<T>) =>
    oneAtATime(async () => {
      // The database runs in this process: without a pause, a series of queries would block the event loop.
      await yieldToEventLoop();
      return work();
    });
  const run = <T>(deadlineMs: number, work: () => Promise<T>) => withinDeadline(deadlineMs, () => takeConnection(work));
  const reach = createReach();

  async function migrate(): Promise<Migrated> {
    try {
      await orm.migrator.up();
    } catch (error) {
      throw isRefusal(error) ? migrationFailed(error, statement, {}) : error;
    }
    return { hasOwnSessions: true };
  }

  return {
    kind: 'pglite',
    timeouts,
    read: (work) => run(timeouts.requestMs, () => work(orm.em.fork())),
    load: (work) => run(timeouts.loadMs, () => orm.em.fork().transactional(work, LOAD_TRANSACTION)),
    write: (work, { places } = NO_PLACES) =>
      writeInTurn({ turns, places, mayShare: false, deadlineMs: timeouts.requestMs }, (deadline) =>
        takeConnection(() => writeOnPglite(orm.em.fork(), work, deadline)),
      ),
    query: (sql, parameters) =>
      run(timeouts.requestMs, async () => {
        const client = await orm.em.getConnection().getNativeClient();
        // MikroORM configures PGlite to return times as text.
        const { rows, affectedRows } = await client.query<Record<string, unknown>>(sql, [...parameters], {
          parsers: { [TIMESTAMPTZ]: (text) => new Date(text) },
        });
        return { rows, affected: affectedRows ?? 0 };
      }),
    listen: (onHint) => listenOnPglite(() => orm.em.getConnection().getNativeClient(), onHint),
    // It runs in this process, so it is always reachable.
    reach: () => ({ reads: true, writes: true, notifications: true }),
    probe: async () => undefined,
    diagnose: async () => undefined,
    migrate: () => reach.migrate(oneAtATime(migrate)),
    migrationFailure: reach.migrationFailure,
    close: async () => {
      await orm.close(true);
      unlock();
    },
  };
}
