import type { FlagUsage } from '@burgee/contracts';

/** The column name for evaluations without a variant. */
const NO_VARIANT = '(none)';

export type UsageTotal = { readonly variant: string; readonly count: number };

/** Evaluations per variant, the most frequent first. */
export function usageTotals({ hours }: FlagUsage): UsageTotal[] {
  const totals = new Map<string, number>();
  for (const { variant, count } of hours.flatMap(({ counts }) => counts)) {
    const name = variant ?? NO_VARIANT;
    totals.set(name, (totals.get(name) ?? 0) + count);
  }
  return [...totals].map(([variant, count]) => ({ variant, count })).sort((a, b) => b.count - a.count);
}

/** One row per hour, with a column per variant; 0 if nothing was counted. */
export function usageRows(usage: FlagUsage): Record<string, string | number>[] {
  const none = Object.fromEntries(usageTotals(usage).map(({ variant }) => [variant, 0]));
  return usage.hours.map(({ hour, counts }) => ({
    ...none,
    ...Object.fromEntries(counts.map(({ variant, count }) => [variant ?? NO_VARIANT, count])),
    hour,
  }));
}
