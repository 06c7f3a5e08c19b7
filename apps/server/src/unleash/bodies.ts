import type { ReportedFlag } from '@burgee/api';
import { z } from 'zod';

/** Bodies of Unleash's SDKs. Their protocol grows, so unknown fields are accepted. */

const Count = z.number().nonnegative().max(1_000_000_000).transform(Math.floor).catch(0);
const Counts = z.looseObject({
  yes: Count,
  no: Count,
  variants: z.record(z.string(), Count).nullish(),
});
const MAX_FLAGS = 10_000;

const Bucket = z.looseObject({ toggles: z.record(z.string(), Counts) });

export const Registration = z.looseObject({});

export const MetricsBody = z.looseObject({ bucket: Bucket.nullish() }).transform(({ bucket }) =>
  Object.entries(bucket?.toggles ?? {})
    .slice(0, MAX_FLAGS)
    .map(toReported),
);

/** Sent by Unleash Edge and proxies, for many applications at once. */
export const BulkMetricsBody = z
  .looseObject({
    metrics: z
      .array(Counts.extend({ featureName: z.string() }))
      .max(MAX_FLAGS)
      .default([]),
  })
  .transform(({ metrics }) => metrics.map(({ featureName, ...counts }) => toReported([featureName, counts])));

function toReported([name, { yes, no, variants }]: [string, z.output<typeof Counts>]): ReportedFlag {
  return { name, yes, no, variants: new Map(Object.entries(variants ?? {})) };
}
