import {
  type FlagUsage,
  type FlagUsageInput,
  type FlagUsageSummary,
  type FlagUsageSummaryInput,
  HOUR_MS,
} from '@burgee/contracts';
import { readUsage, readUsageTotals } from '@burgee/data-access';
import type { Services } from '../context.ts';
import { findFlag } from '../database/find-flag.ts';
import { requireEnvironment } from '../database/query.ts';

/**
 * How often a flag returned each variant, by hour. Counts that a server has not written yet are missing: the newest
 * answers show after a minute.
 *
 * @throws DomainError FLAG_NOT_FOUND, ENVIRONMENT_NOT_FOUND.
 */
export async function flagUsage(
  { database, now }: Services,
  { environment, key, hours }: FlagUsageInput,
): Promise<FlagUsage> {
  const span = spanOf(now(), hours);
  const rows = await database.read(async (em) => {
    await requireEnvironment(em, environment);
    await findFlag(em, { environment, key });
    return readUsage(em, { environment, flagKey: key, ...span });
  });
  const byHour = Map.groupBy(rows, ({ hour }) => hour);
  return {
    hours: Array.from({ length: hours }, (_, index) => {
      const hour = span.from.getTime() + index * HOUR_MS;
      const counts = byHour.get(hour) ?? [];
      return {
        hour: new Date(hour).toISOString(),
        counts: counts.map(({ variant, count }) => ({ variant: variant === '' ? null : variant, count })),
      };
    }),
    total: rows.reduce((sum, { count }) => sum + count, 0),
  };
}

/**
 * How often each of the given flags answered, in the same order; an unknown flag counts as never. As delayed as
 * `flagUsage`.
 *
 * @throws DomainError ENVIRONMENT_NOT_FOUND.
 */
export async function flagUsageSummary(
  { database, now }: Services,
  { environment, keys, hours }: FlagUsageSummaryInput,
): Promise<FlagUsageSummary[]> {
  const rows = await database.read(async (em) => {
    await requireEnvironment(em, environment);
    return readUsageTotals(em, { environment, flagKeys: keys, ...spanOf(now(), hours) });
  });
  return rows.map(({ flagKey, total, lastHour }) => ({
    key: flagKey,
    total,
    lastEvaluatedHour: lastHour === null ? null : new Date(lastHour).toISOString(),
  }));
}

/** The last `hours` hours, including the current one. */
function spanOf(now: Date, hours: number): { from: Date; to: Date } {
  const to = now.getTime() - (now.getTime() % HOUR_MS);
  return { from: new Date(to - (hours - 1) * HOUR_MS), to: new Date(to) };
}
