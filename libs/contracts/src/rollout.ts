import { z } from 'zod';
import { AttributeName } from './condition.ts';
import { Instant } from './ids.ts';

/** 0 to 100 in steps of 0.001: a thousandth of a percent is one of 100,000 buckets. */
export const Percentage = z
  .number()
  .min(0)
  .max(100)
  .refine(
    (percentage) => Math.abs(percentage * 1000 - Math.round(percentage * 1000)) < 1e-6,
    'use at most three decimals',
  );

/** The percentage of contexts as data over time, so that every server and SDK switches at the same instant without a job. */
export const Schedule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fixed'), percentage: Percentage }),
  z.strictObject({
    kind: z.literal('steps'),
    /** The latest step whose `at` has passed applies; before the first step, no one is included. */
    steps: z
      .array(z.strictObject({ at: Instant, percentage: Percentage }))
      .min(1)
      .max(100),
  }),
  z
    .strictObject({ kind: z.literal('ramp'), from: Percentage, to: Percentage, startAt: Instant, endAt: Instant })
    .refine((ramp) => Date.parse(ramp.startAt) < Date.parse(ramp.endAt), {
      path: ['endAt'],
      message: 'must be after startAt',
    }),
]);
export type Schedule = z.infer<typeof Schedule>;

/** `unleash` has its own buckets, for flags imported from Unleash. */
export const HashAlgorithm = z.enum(['murmur3', 'sha256', 'unleash']);
export type HashAlgorithm = z.infer<typeof HashAlgorithm>;

/** Attributes to hash; the first that is present is used. */
export const BucketBy = z.array(AttributeName).max(10).default(['userId']);
export const Salt = z.string().min(0).max(255);

export const Rollout = z.strictObject({
  schedule: Schedule,
  bucketBy: BucketBy,
  /** `null`: the flag's salt. */
  salt: Salt.nullable().default(null),
  algorithm: HashAlgorithm.default('murmur3'),
  /** Decides for a context with none of the attributes in `bucketBy` if the percentage is above 0. */
  missing: z.enum(['included', 'excluded', 'random']).default('included'),
});
export type Rollout = z.infer<typeof Rollout>;

/** A fixed rollout with default settings. */
export function rolloutOf(percentage: number): Rollout {
  return Rollout.parse({ schedule: { kind: 'fixed', percentage } });
}
