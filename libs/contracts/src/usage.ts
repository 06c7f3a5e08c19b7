import { z } from 'zod';
import { FlagRef } from './flag.ts';
import { EnvironmentKey, FlagKey, Instant } from './ids.ts';

/** The number of hours to report, including the current one. */
const hours = z.int().min(1).max(720).default(24);
const Count = z.int().nonnegative();

export const FlagUsageInput = FlagRef.extend({ hours });
export type FlagUsageInput = z.infer<typeof FlagUsageInput>;

/**
 * How often a flag returned a variant. `variant` is `null` for results without one: off without an off variant, an override
 * with its own value, or a flag that cannot be evaluated.
 */
const UsageCount = z.strictObject({ variant: z.string().nullable(), count: Count });

/** Every hour from the oldest to the current one, even those without evaluations. */
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
  /** Within the requested hours. */
  total: Count,
  /** As far back as counts are kept; `null` if there was no evaluation in that time. */
  lastEvaluatedHour: Instant.nullable(),
});
export type FlagUsageSummary = z.infer<typeof FlagUsageSummary>;
