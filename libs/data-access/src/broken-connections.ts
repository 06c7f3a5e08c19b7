import type pg from 'pg';
import { isUnavailable } from './failures.ts';

/**
 * Makes a pool throw away connections that broke or hung while they were lent.
 *
 * Kysely gives a connection back only after a BEGIN, COMMIT or ROLLBACK that succeeded. One that fails, because the
 * server is restarted or hangs, would stay lent for ever, and after as many of them as the pool has connections nobody
 * would get one again.
 */
export function dropBrokenConnections(pool: pg.Pool): void {
  const connect = pool.connect.bind(pool) as () => Promise<pg.PoolClient>;
  pool.connect = (async () => lend(await connect())) as typeof pool.connect;
}

/** All that Kysely uses of a client. */
type LentClient = Pick<pg.PoolClient, 'release'> & { query(sql: string, values: unknown[]): Promise<pg.QueryResult> };

function lend(client: pg.PoolClient): LentClient {
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
    query: async (sql, values) => {
      try {
        return await client.query(sql, values);
      } catch (error) {
        if (isUnavailable(error)) giveBack(true);
        throw error;
      }
    },
    release: () => giveBack(false),
  };
}
