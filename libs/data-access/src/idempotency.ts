import { DomainError, type JsonValue } from '@burgee/contracts';
import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';

/** A change that may be asked for twice, because the first answer was lost, and is made once (R8). */
export type Idempotency = {
  /** Chosen by the caller. */
  readonly key: string;
  /** The procedure or route. */
  readonly operation: string;
  /** A hash of the input: one key stands for one request. */
  readonly fingerprint: string;
};

/** How long an answer is kept. */
const KEPT_MS = 24 * 60 * 60 * 1000;

/** Old answers that one request removes. */
const MAX_FORGOTTEN = 100;

export type Recalled = { readonly isKnown: false } | { readonly isKnown: true; readonly answer: unknown };

type Asked = Idempotency & { readonly actor: string; readonly now: Date };

/**
 * Takes the key for this transaction, or gives what was answered before. Of two requests at once the second waits here
 * until the first has committed.
 *
 * @throws DomainError VALIDATION_FAILED where the key was used for another request.
 */
export async function recall(em: EntityManager, { actor, operation, key, fingerprint, now }: Asked): Promise<Recalled> {
  const oldest = new Date(now.getTime() - KEPT_MS);
  await em.execute('delete from idempotency_keys where actor = ? and operation = ? and key = ? and created_at < ?', [
    actor,
    operation,
    key,
    oldest,
  ]);
  // More than one a request, so that they never pile up; few, and none that another request removes, so that nobody waits.
  await em.execute(
    `delete from idempotency_keys where ctid = any(array(
       select ctid from idempotency_keys where created_at < ? order by created_at limit ${MAX_FORGOTTEN}
       for update skip locked))`,
    [oldest],
  );
  const taken = await em.execute(
    `insert into idempotency_keys (actor, operation, key, fingerprint, created_at) values (?, ?, ?, ?, ?)
     on conflict do nothing returning key`,
    [actor, operation, key, fingerprint, now],
  );
  if (taken.length > 0) return { isKnown: false };
  const [row]: { fingerprint: string; answer: JsonValue }[] = await em.execute(
    'select fingerprint, answer from idempotency_keys where actor = ? and operation = ? and key = ?',
    [actor, operation, key],
  );
  if (row?.fingerprint === fingerprint) return { isKnown: true, answer: row.answer ?? undefined };
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
