import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import type pg from 'pg';
import { setImmediate as afterThisTurn } from 'node:timers/promises';

/** What MikroORM uses of a transaction. */
type WireContext = NonNullable<ReturnType<EntityManager['getTransactionContext']>>;

/**
 * A transaction over a connection that pipelines. Statements that are issued in one turn of the event loop travel together:
 * a transaction takes as many round trips as it has answers to wait for.
 */
export type Wire = {
  /** For `EntityManager.setTransactionContext`. */
  readonly context: WireContext;
  /** Issues a statement. */
  query(sql: string): Promise<pg.QueryResult>;
  /** From here on statements are kept until the commit. */
  keep(): void;
  /** Sends what was kept, and the commit. @throws the first failure of any of them; then nothing was committed. */
  commit(): Promise<void>;
  rollback(): Promise<void>;
};

type Client = Pick<pg.PoolClient, 'query'> & { readonly connection?: { readonly stream: Corkable } };
type Corkable = { cork(): void; uncork(): void };
type Issued = {
  readonly sql: string;
  readonly resolve: (result: Promise<pg.QueryResult>) => void;
  readonly reject: (error: Error) => void;
};

/** A result that says nothing, for statements whose result nobody waits for. */
const KEPT = { rows: [], numAffectedRows: 1n };

/** @param begin the statement that begins the transaction. */
export function openWire(client: Client, begin = 'begin'): Wire {
  let issued: Issued[] = [];
  let kept: string[] | undefined;
  let isBegun = false;

  function query(sql: string): Promise<pg.QueryResult> {
    return new Promise((resolve, reject) => {
      if (issued.push({ sql, resolve, reject }) === 1) void afterThisTurn().then(() => dispatch());
    });
  }

  function dispatch(): void {
    const statements = issued;
    issued = [];
    if (statements.length === 0) return;
    const { stream } = client.connection ?? {};
    stream?.cork();
    if (!isBegun) ignoreFailure(client.query(begin, []));
    isBegun = true;
    for (const { sql, resolve } of statements) resolve(client.query(sql, []));
    stream?.uncork();
  }

  async function commit(): Promise<void> {
    const statements = kept ?? [];
    kept = undefined;
    if (!isBegun && issued.length === 0 && statements.length === 0) return;
    const results = await Promise.allSettled([...statements, 'commit'].map(query));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
    const last = results.at(-1);
    // PostgreSQL answers the commit of a transaction that has failed with this, and with no error.
    if (last?.status === 'fulfilled' && last.value.command !== 'COMMIT') throw new Error('the transaction had failed');
  }

  async function rollback(): Promise<void> {
    kept = undefined;
    for (const { reject } of issued) reject(new Error('the transaction was rolled back'));
    issued = [];
    if (isBegun) await client.query('rollback', []);
  }

  async function executeQuery({ sql }: { readonly sql: string }) {
    if (kept) {
      kept.push(sql);
      return KEPT;
    }
    const { rows, rowCount, command } = await query(sql);
    return { rows, ...(command !== 'SELECT' && { numAffectedRows: BigInt(rowCount ?? 0) }) };
  }

  return {
    context: { executeQuery, isRolledBack: false },
    query,
    keep: () => (kept ??= []),
    commit,
    rollback,
  };
}

/** The statements that follow report the failure to their callers. */
function ignoreFailure(promise: Promise<unknown>): void {
  promise.catch(() => undefined);
}
