import { z } from 'zod';
import { FlagRef } from './flag.ts';
import { EnvironmentKey, FlagKey, Instant } from './ids.ts';

/** How far back: the hour that it is and the ones before. */
const hours = z.int().min(1).max(720).default(24);
const Count = z.int().nonnegative();

export const FlagUsageInput = FlagRef.extend({ hours });
export type FlagUsageInput = z.infer<typeof FlagUsageInput>;

/**
 * How often a flag answered. `variant` is `null` for answers without one: off where there is no off variant, an override
 * with a value of its own, a flag that cannot be evaluated.
 */
const UsageCount = z.strictObject({ variant: z.string().nullable(), count: Count });

/** Every hour from the oldest to the one that it is, also those without anything. */
export const FlagUsage = z.strictObject({
  hours: z.array(z.strictObject({ hour: Instant, counts: z.array(UsageCount) })),
  total: Count,
});
export type FlagUsage = z.infer<typeof FlagUsage>;

export const FlagUsageSummaryInput = z.strictObject({
  environment: EnvironmentKey,
  keys: z.array(FlagKey).min(1).max(200),
  hours,
});
export type FlagUsageSummaryInput = z.infer<typeof FlagUsageSummaryInput>;

export const FlagUsageSummary = z.strictObject({
  key: FlagKey,
  /** Within the hours that were asked for. */
  total: Count,
  /** However long ago, as far as counts are kept; `null`: not since. */
  lastEvaluatedHour: Instant.nullable(),
});
export type FlagUsageSummary = z.infer<typeof FlagUsageSummary>;
