import { MikroORM as PgliteORM } from '@mikro-orm/pglite';
import { join } from 'node:path';
import { setImmediate as yieldToOthers } from 'node:timers/promises';
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
import { writeWith } from './write-transaction.ts';

/** PostgreSQL's number for the type `timestamptz`. */
const TIMESTAMPTZ = 1184;

/** Everything that a load reads is of one moment. */
const VIEW = { isolationLevel: 'repeatable read', readOnly: true } as const;

/**
 * PGlite has one connection, and a query that arrives while a transaction is open would run inside of it.
 * So one piece of work at a time has it.
 */
export async function connectPglite(dataDir: string, timeouts: DatabaseTimeouts): Promise<Database> {
  const unlock = await lockFolder(dataDir);
  let statement = '';
  const orm = withQuickLiterals(
    await PgliteORM.init({ ...baseOptions(undefined, (sql) => (statement = sql)), dbName: join(dataDir, 'database') }),
  );
  const inTurn = pLimit(1);
  const turns = createTurns();
  const takeConnection = <T>(work: () => Promise<T>) =>
    inTurn(async () => {
      // The database runs in this process: without a pause, one query after the other would keep all else waiting.
      await yieldToOthers();
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
    load: (work) => run(timeouts.loadMs, () => orm.em.fork().transactional(work, VIEW)),
    write: (work, { places } = NO_PLACES) =>
      writeInTurn({ turns, places, mayShare: false, deadlineMs: timeouts.requestMs }, (deadline) =>
        takeConnection(() => writeWith(orm.em.fork(), work, deadline)),
      ),
    query: (sql, parameters) =>
      run(timeouts.requestMs, async () => {
        const client = await orm.em.getConnection().getNativeClient();
        // MikroORM has it give times as text.
        const { rows, affectedRows } = await client.query<Record<string, unknown>>(sql, [...parameters], {
          parsers: { [TIMESTAMPTZ]: (text) => new Date(text) },
        });
        return { rows, affected: affectedRows ?? 0 };
      }),
    listen: (onHint) => listenOnPglite(() => orm.em.getConnection().getNativeClient(), onHint),
    // It runs in this process: it is there for as long as we are.
    reach: () => ({ reads: true, writes: true, notifications: true }),
    probe: async () => undefined,
    migrate: () => reach.migrate(inTurn(migrate)),
    migrationFailure: reach.migrationFailure,
    close: async () => {
      await orm.close(true);
      unlock();
    },
  };
}
