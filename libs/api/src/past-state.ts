import type { EnvironmentKey } from '@burgee/contracts';
import { AuditRow, type EntityManager } from '@burgee/data-access';
import type { z } from 'zod';
import { invalid } from './invalid.ts';

/** What has a history that can be gone back in. */
type Subject = {
  readonly subject: 'flag' | 'segment';
  readonly environment: EnvironmentKey;
  readonly key: string;
};

/** A side of one of its entries. */
type Moment = { readonly number: number; readonly to: 'after' | 'before' };

/**
 * What an entry of the trail says that its subject was; `null`: it was not there.
 *
 * @throws DomainError VALIDATION_FAILED for an entry of something else, and for one whose words are not understood any more.
 */
export async function stateAt<T>(
  em: EntityManager,
  schema: z.ZodType<T>,
  { subject, environment, key }: Subject,
  { number, to }: Moment,
): Promise<T | null> {
  const entry = await em.findOne(AuditRow, { number, environment, subject, key });
  if (!entry) throw await noSuchEntry(em, { subject, environment, key }, number);
  const state = entry[to] ?? null;
  if (state === null) return null;
  const { data, success } = schema.safeParse(state);
  if (success) return data;
  throw invalid('number', `what entry ${number} tells of the ${subject} cannot be used any more`);
}

async function noSuchEntry(em: EntityManager, { subject, environment, key }: Subject, number: number) {
  const isOfOverrides =
    subject === 'flag' && (await em.count(AuditRow, { number, environment, subject: 'override', key })) > 0;
  if (!isOfOverrides) return invalid('number', `the ${subject} "${key}" has no entry ${number} in its history`);
  return invalid(
    'number',
    `entry ${number} is about overrides: set or remove them, or take them back by their version`,
  );
}

/**
 * The first revision of what comes back: it goes on from where it ended, so that an edit of what was there before does not
 * fit what is there now.
 */
export async function revisionAfter(em: EntityManager, place: Subject, wanted: { revision: number }): Promise<number> {
  const removed = await em.findOne(AuditRow, { ...place, action: 'removed' }, { orderBy: { number: 'desc' } });
  const last = removed?.before as { revision?: unknown } | null | undefined;
  return Math.max(wanted.revision, Number(last?.revision) || 0) + 1;
}
