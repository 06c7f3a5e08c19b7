import type pg from 'pg';
import { isUnavailable } from './failures.ts';
import { toBrokenConnection } from './guarded-client.ts';

/**
 * Makes a pool discard connections that broke, hung or cannot do the work.
 *
 * Kysely returns a connection only after a BEGIN, COMMIT or ROLLBACK that succeeded. If one of them fails, because the server
 * restarts or hangs, the connection would stay checked out indefinitely; once that has happened to every connection of the
 * pool, no one would get one again.
 *
 * If one connection is on a dead server, or on the wrong one after a failover, so are the connections opened before it:
 * they are discarded too, instead of failing one statement each.
 */
export function dropBrokenConnections(pool: pg.Pool): void {
  const connect = pool.connect.bind(pool) as () => Promise<pg.PoolClient>;
  const generations = new WeakMap<object, number>();
  let generation = 0;
  pool.on('connect', (client) => void generations.set(client, generation));

  async function takeClient(): Promise<pg.PoolClient> {
    for (;;) {
      const client = await connect().catch((error: unknown) => {
        throw toBrokenConnection(error);
      });
      if (generations.get(client) === generation) return client;
      client.release(true);
    }
  }

  pool.connect = (async () => {
    const client = await takeClient();
    const own = generation;
    // If several fail together, only the first discards others: connections opened since then are not older.
    return lend(client, () => (generation = Math.max(generation, own + 1)));
  }) as typeof pool.connect;
}

/**
 * Allows `end` to be called twice. Kysely drops its pool before it ends it, and never returns a connection that it was opening
 * at that moment; `end` would then wait for that connection indefinitely. So we end the pool first, while Kysely still has
 * it.
 */
export function allowSecondEnd(pool: pg.Pool): void {
  const end = pool.end.bind(pool);
  let ending: Promise<void> | undefined;
  pool.end = () => (ending ??= end());
}

/** The part of a client that Kysely and our own transactions use. */
type LentClient = Pick<pg.PoolClient, 'release' | 'connection'> & {
  query(sql: string, values: unknown[]): Promise<pg.QueryResult>;
};

function lend(client: pg.PoolClient, discardOlder: () => void): LentClient {
  let isReturned = false;
  function returnClient(isBroken: boolean): void {
    if (isReturned) return;
    isReturned = true;
    client.off('end', onEnd);
    client.release(isBroken);
  }
  const onEnd = () => returnClient(true);
  client.on('end', onEnd);
  return {
    connection: client.connection,
    query: async (sql, values) => {
      try {
        return await client.query(sql, values);
      } catch (error) {
        const failure = toBrokenConnection(error);
        if (affectsOtherConnections(failure)) discardOlder();
        if (isUnavailable(failure)) returnClient(true);
        throw failure;
      }
    },
    release: () => returnClient(false),
  };
}

/**
 * Whether other connections of the same age will fail as well: the server is down, hangs, ended the connection, or became
 * read-only. A statement refused for lack of space, privileges or time says nothing about other connections.
 */
function affectsOtherConnections(error: Error & { readonly code?: unknown }): boolean {
  return /^(EBROKEN|25006|08...|57P..)$/.test(String(error.code));
}
