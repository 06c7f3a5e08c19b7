import { DomainError } from '@burgee/contracts';
import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import type { Row, Statement } from './write-transaction.ts';

/** Identifies a change that may be requested twice, because the first response was lost, and is made only once (R8). */
export type Idempotency = {
  /** Chosen by the caller. */
  readonly key: string;
  /** The procedure or route. */
  readonly operation: string;
  /** A hash of the input: one key identifies one request. */
  readonly fingerprint: string;
};

/** Answers are kept for a day, by the database's clock. */
const IS_OLD = `created_at < clock_timestamp() - interval '24 hours'`;

/** The number of expired answers that one request deletes. */
const MAX_DELETED = 100;

export type RecalledAnswer = { readonly isKnown: false } | { readonly isKnown: true; readonly answer: unknown };

export type IdempotentRequest = Idempotency & { readonly actor: string };

/**
 * Reserves the key for this transaction, and reads the earlier answer. If two requests arrive at once, the second waits here
 * until the first has committed.
 */
export function recallAnswerStatements({ actor, operation, key, fingerprint }: IdempotentRequest): Statement[] {
  const identity = [actor, operation, key];
  return [
    {
      sql: 'delete from idempotency_keys where actor = ? and operation = ? and key = ? and ' + IS_OLD,
      parameters: identity,
    },
    // Deletes several per request, so that they never pile up, but few, and skips locked ones, so that no request waits.
    {
      sql: `delete from idempotency_keys where ctid = any(array(
              select ctid from idempotency_keys where ${IS_OLD} order by created_at limit ${MAX_DELETED}
              for update skip locked))`,
    },
    {
      sql: `insert into idempotency_keys (actor, operation, key, fingerprint, created_at) values (?, ?, ?, ?, clock_timestamp())
            on conflict do nothing returning key`,
      parameters: [...identity, fingerprint],
    },
    {
      sql: 'select fingerprint, answer from idempotency_keys where actor = ? and operation = ? and key = ?',
      parameters: identity,
    },
  ];
}

/**
 * @param rows the results of `recallAnswerStatements`.
 * @throws DomainError VALIDATION_FAILED if the key was used for another request.
 */
export function parseRecalledAnswer(
  { fingerprint }: IdempotentRequest,
  [, , taken = [], found = []]: readonly Row[][],
): RecalledAnswer {
  if (taken.length > 0) return { isKnown: false };
  const [row] = found;
  if (row?.['fingerprint'] === fingerprint) return { isKnown: true, answer: row['answer'] ?? undefined };
  const message = 'was used for another request; use a new one for each change';
  throw new DomainError({ code: 'VALIDATION_FAILED', details: [{ path: 'Idempotency-Key', message }] });
}

export async function rememberAnswer(
  em: EntityManager,
  { actor, operation, key }: IdempotentRequest,
  answer: unknown,
): Promise<void> {
  await em.execute('update idempotency_keys set answer = ?::jsonb where actor = ? and operation = ? and key = ?', [
    JSON.stringify(answer ?? null),
    actor,
    operation,
    key,
  ]);
}
