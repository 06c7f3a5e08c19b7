import type pg from 'pg';
import { isUnavailable } from './failures.ts';
import { brokenBy } from './guarded-client.ts';

/**
 * Makes a pool discard connections that broke, hung or cannot do the work.
 *
 * Kysely returns a connection only after a BEGIN, COMMIT or ROLLBACK that succeeded. One that fails, because the server is
 * restarted or hangs, would stay lent indefinitely, and after as many of them as the pool has connections nobody would get
 * one again.
 *
 * One connection that is on the wrong server after a failover, or on a dead one, means that those opened before it are as
 * well: they are discarded too, instead of failing one statement each.
 */
export function dropBrokenConnections(pool: pg.Pool): void {
  const connect = pool.connect.bind(pool) as () => Promise<pg.PoolClient>;
  const generations = new WeakMap<object, number>();
  let generation = 0;
  pool.on('connect', (client) => void generations.set(client, generation));

  async function take(): Promise<pg.PoolClient> {
    for (;;) {
      const client = await connect().catch((error: unknown) => {
        throw brokenBy(error);
      });
      if (generations.get(client) === generation) return client;
      client.release(true);
    }
  }

  pool.connect = (async () => {
    const client = await take();
    const own = generation;
    // If several fail together, only the first discards: connections opened since then are not older.
    return lend(client, () => (generation = Math.max(generation, own + 1)));
  }) as typeof pool.connect;
}

/**
 * Lets a pool be ended twice. Kysely drops its pool before it ends it, and never returns a connection that it was opening
 * at that moment, for which `end` then waits indefinitely. So the pool is ended first, while Kysely still has it.
 */
export function permitSecondEnd(pool: pg.Pool): void {
  const end = pool.end.bind(pool);
  let ending: Promise<void> | undefined;
  pool.end = () => (ending ??= end());
}

/** All that Kysely and our own transactions use of a client. */
type LentClient = Pick<pg.PoolClient, 'release' | 'connection'> & {
  query(sql: string, values: unknown[]): Promise<pg.QueryResult>;
};

function lend(client: pg.PoolClient, discardOlder: () => void): LentClient {
  let isBack = false;
  function giveBack(isBroken: boolean): void {
    if (isBack) return;
    isBack = true;
    client.off('end', onEnd);
    client.release(isBroken);
  }
  const onEnd = () => giveBack(true);
  client.on('end', onEnd);
  return {
    connection: client.connection,
    query: async (sql, values) => {
      try {
        return await client.query(sql, values);
      } catch (error) {
        const failure = brokenBy(error);
        if (isAboutServer(failure)) discardOlder();
        if (isUnavailable(failure)) giveBack(true);
        throw failure;
      }
    },
    release: () => giveBack(false),
  };
}

/**
 * Whether other connections that are as old fail as well: the server is away, hangs, ended the connection, or has become
 * read-only. A statement that was refused for lack of room, rights or time says nothing about other connections.
 */
function isAboutServer(error: Error & { readonly code?: unknown }): boolean {
  return /^(EBROKEN|25006|08...|57P..)$/.test(String(error.code));
}
