import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import { setImmediate as afterThisTurn } from 'node:timers/promises';
import type pg from 'pg';

/** The part of a transaction that MikroORM uses. */
type WireContext = NonNullable<ReturnType<EntityManager['getTransactionContext']>>;

/**
 * A transaction that sends statements together if they are issued in one turn of the event loop. It needs only as many round
 * trips as the code awaits results.
 */
export type Wire = {
  /** For `EntityManager.setTransactionContext`. */
  readonly context: WireContext;
  /** Issues a statement. */
  query(sql: string): Promise<pg.QueryResult>;
  /** From now on, holds statements back until the commit or `sendKept`. */
  keep(): void;
  /** Sends the kept statements together with the next ones. */
  sendKept(): void;
  /** Discards the kept statements. */
  dropKept(): void;
  /** Whether all statements since `sendKept` only read, and no statement of the transaction failed. */
  hasOnlyRead(): boolean;
  /** Sends the kept statements and the commit. @throws the first failure of any of them; then nothing was committed. */
  commit(): Promise<void>;
  rollback(): Promise<void>;
};

type Client = { query(sql: string): Promise<pg.QueryResult | pg.QueryResult[]> };
type Issued = {
  readonly sql: string;
  readonly resolve: (result: pg.QueryResult) => void;
  readonly reject: (error: unknown) => void;
};

/** A placeholder for the result of a kept statement, which no one uses. */
const KEPT = { rows: [], numAffectedRows: 1n };

/** @param begin the statement that begins the transaction. */
export function openWire(client: Client, begin = 'begin'): Wire {
  let issued: Issued[] = [];
  let kept: string[] | undefined;
  let isBegun = false;
  let hasWritten = false;
  let hasFailed = false;

  function query(sql: string): Promise<pg.QueryResult> {
    return new Promise((resolve, reject) => {
      if (issued.push({ sql, resolve, reject }) === 1) void afterThisTurn().then(dispatch);
    });
  }

  /** Sends all issued statements in one message: PostgreSQL executes them in order and stops at the first that fails. */
  async function dispatch(): Promise<void> {
    const statements = issued;
    issued = [];
    if (statements.length === 0) return;
    const texts = statements.map(({ sql }) => sql);
    if (!isBegun) texts.unshift(begin);
    isBegun = true;
    try {
      const results = [await client.query(texts.join(';\n'))].flat();
      if (results.length !== texts.length) throw new Error(`${texts.length} statements had ${results.length} results`);
      const own = results.slice(-statements.length);
      for (const [index, { resolve }] of statements.entries()) resolve(own[index] as pg.QueryResult);
    } catch (error) {
      hasFailed = true;
      for (const { reject } of statements) reject(error);
    }
  }

  function sendKept(): void {
    for (const sql of kept ?? []) query(sql).catch(() => undefined);
    kept = undefined;
    hasWritten = false;
  }

  async function commit(): Promise<void> {
    if (!isBegun && issued.length === 0 && !kept?.length) return;
    const results = await Promise.allSettled([...(kept ?? []), 'commit'].map(query));
    kept = undefined;
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
    const last = results.at(-1);
    // PostgreSQL responds to the commit of a failed transaction with ROLLBACK, not with an error.
    if (last?.status === 'fulfilled' && last.value.command !== 'COMMIT') throw new Error('the transaction had failed');
  }

  async function rollback(): Promise<void> {
    kept = undefined;
    for (const { reject } of issued) reject(new Error('the transaction was rolled back'));
    issued = [];
    if (isBegun) await client.query('rollback');
  }

  async function executeQuery({ sql }: { readonly sql: string }) {
    if (kept) {
      kept.push(sql);
      return KEPT;
    }
    // By the text, because PostgreSQL reports a `with` that deletes and then selects as a SELECT.
    if (!/^\s*select\b/i.test(sql)) hasWritten = true;
    const { rows, rowCount, command } = await query(sql);
    return { rows, ...(command !== 'SELECT' && { numAffectedRows: BigInt(rowCount ?? 0) }) };
  }

  return {
    context: { executeQuery, isRolledBack: false },
    query,
    keep: () => void (kept ??= []),
    sendKept,
    dropKept: () => void (kept = undefined),
    hasOnlyRead: () => !hasWritten && !hasFailed,
    commit,
    rollback,
  };
}
