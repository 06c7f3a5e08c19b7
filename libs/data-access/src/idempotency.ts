import { DomainError } from '@burgee/contracts';
import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import type { Row, Statement } from './write-transaction.ts';

/** A change that may be asked for twice, because the first answer was lost, and is made once (R8). */
export type Idempotency = {
  /** Chosen by the caller. */
  readonly key: string;
  /** The procedure or route. */
  readonly operation: string;
  /** A hash of the input: one key stands for one request. */
  readonly fingerprint: string;
};

/** How long an answer is kept, by the database's clock. */
const IS_OLD = `created_at < clock_timestamp() - interval '24 hours'`;

/** Old answers that one request removes. */
const MAX_FORGOTTEN = 100;

export type Recalled = { readonly isKnown: false } | { readonly isKnown: true; readonly answer: unknown };

export type Asked = Idempotency & { readonly actor: string };

/**
 * Takes the key for this transaction, and reads what was answered before. Of two requests at once the second waits here
 * until the first has committed.
 */
export function recallStatements({ actor, operation, key, fingerprint }: Asked): Statement[] {
  const place = [actor, operation, key];
  return [
    {
      sql: 'delete from idempotency_keys where actor = ? and operation = ? and key = ? and ' + IS_OLD,
      parameters: place,
    },
    // More than one a request, so that they never pile up; few, and none that another request removes, so that nobody waits.
    {
      sql: `delete from idempotency_keys where ctid = any(array(
              select ctid from idempotency_keys where ${IS_OLD} order by created_at limit ${MAX_FORGOTTEN}
              for update skip locked))`,
    },
    {
      sql: `insert into idempotency_keys (actor, operation, key, fingerprint, created_at) values (?, ?, ?, ?, clock_timestamp())
            on conflict do nothing returning key`,
      parameters: [...place, fingerprint],
    },
    {
      sql: 'select fingerprint, answer from idempotency_keys where actor = ? and operation = ? and key = ?',
      parameters: place,
    },
  ];
}

/**
 * @param rows of `recallStatements`.
 * @throws DomainError VALIDATION_FAILED where the key was used for another request.
 */
export function recalledFrom({ fingerprint }: Asked, [, , taken = [], found = []]: readonly Row[][]): Recalled {
  if (taken.length > 0) return { isKnown: false };
  const [row] = found;
  if (row?.['fingerprint'] === fingerprint) return { isKnown: true, answer: row['answer'] ?? undefined };
  const message = 'was used for another request; use a new one for each change';
  throw new DomainError({ code: 'VALIDATION_FAILED', details: [{ path: 'Idempotency-Key', message }] });
}

export async function remember(em: EntityManager, { actor, operation, key }: Asked, answer: unknown): Promise<void> {
  await em.execute('update idempotency_keys set answer = ?::jsonb where actor = ? and operation = ? and key = ?', [
    JSON.stringify(answer ?? null),
    actor,
    operation,
    key,
  ]);
}
