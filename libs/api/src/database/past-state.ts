import type { EnvironmentKey } from '@burgee/contracts';
import { AuditRow, type EntityManager } from '@burgee/data-access';
import type { z } from 'zod';
import { invalid } from '../failures/invalid.ts';

/** An object whose history can be restored. */
type Subject = {
  readonly subject: 'flag' | 'segment';
  readonly environment: EnvironmentKey;
  readonly key: string;
};

/** One side of one of its entries. */
type Moment = { readonly number: number; readonly to: 'after' | 'before' };

/**
 * Returns the state that an audit entry recorded; `null` if the subject did not exist.
 *
 * @throws DomainError VALIDATION_FAILED for an entry of another subject, or one that can no longer be parsed.
 */
export async function stateAt<T>(
  em: EntityManager,
  schema: z.ZodType<T>,
  { subject, environment, key }: Subject,
  { number, to }: Moment,
): Promise<T | null> {
  const entry = await em.findOne(AuditRow, { number, environment, subject, key });
  if (!entry) throw await entryNotFound(em, { subject, environment, key }, number);
  const state = entry[to] ?? null;
  if (state === null) return null;
  const { data, success } = schema.safeParse(state);
  if (success) return data;
  throw invalid('number', `the ${subject} in entry ${number} can no longer be used`);
}

async function entryNotFound(em: EntityManager, { subject, environment, key }: Subject, number: number) {
  const isOfOverrides =
    subject === 'flag' && (await em.count(AuditRow, { number, environment, subject: 'override', key })) > 0;
  if (!isOfOverrides) return invalid('number', `the ${subject} "${key}" has no entry ${number} in its history`);
  return invalid('number', `entry ${number} is about overrides: set or remove them, or revert them by their version`);
}

/**
 * The first revision of a restored subject: it continues after its last one, so that a pending edit of the deleted
 * subject does not match the restored one.
 */
export async function revisionAfter(em: EntityManager, place: Subject, wanted: { revision: number }): Promise<number> {
  const removed = await em.findOne(AuditRow, { ...place, action: 'removed' }, { orderBy: { number: 'desc' } });
  const last = removed?.before as { revision?: unknown } | null | undefined;
  return Math.max(wanted.revision, Number(last?.revision) || 0) + 1;
}
