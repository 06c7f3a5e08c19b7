import { z } from 'zod';
import { EnvironmentPlan } from './environment-file.ts';
import { Reason } from './flag.ts';
import { EnvironmentKey } from './ids.ts';
import { JsonValue } from './value.ts';

function haveOwnTargets(environments: Readonly<Record<string, EnvironmentKey>>): boolean {
  const targets = Object.values(environments);
  return new Set(targets).size === targets.length;
}

/** An export of Unleash, and where its environments go. */
export const PlanUnleashInput = z.strictObject({
  /** The JSON of the export, or of the response of `GET /api/client/features`. */
  document: z.record(z.string(), JsonValue),
  /** The environment here for each one of Unleash; others are left out. By default, those with the same names. */
  environments: z
    .record(z.string(), EnvironmentKey)
    .refine(haveOwnTargets, 'Two environments of Unleash cannot go to the same one here.')
    .optional(),
  /** The environment here for an export of a single one. */
  into: EnvironmentKey.optional(),
  /** The names of the features to import; by default, all. */
  features: z.array(z.string()).min(1).optional(),
  /** Whether to change flags and segments that exist here and differ. */
  update: z.boolean().default(false),
});
export type PlanUnleashInput = z.infer<typeof PlanUnleashInput>;

export const ImportUnleashInput = PlanUnleashInput.extend({ reason: Reason.optional() });
export type ImportUnleashInput = z.infer<typeof ImportUnleashInput>;

/** A feature that is not imported, because a part of it has no exact counterpart. */
const UnleashProblem = z.strictObject({
  environment: EnvironmentKey,
  feature: z.string(),
  /** The part, such as `strategy "byTenant"`. */
  construct: z.string(),
  message: z.string(),
});
export type UnleashProblem = z.infer<typeof UnleashProblem>;

/** The result of an import, or the one that it would have. */
export const UnleashReport = z.strictObject({
  /** The environments of the export; the name is `null` if it does not say. Those without `into` are left out. */
  environments: z.array(z.strictObject({ name: z.string().nullable(), into: EnvironmentKey.nullable() })),
  /** The changes of each environment. */
  plans: z.array(EnvironmentPlan),
  problems: z.array(UnleashProblem),
  /** Flags that exist here, differ, and stay as they are. */
  kept: z.array(z.strictObject({ environment: EnvironmentKey, flagKey: z.string() })),
  /** Archived features, which are left out: Unleash does not send them to SDKs. */
  archived: z.array(z.string()),
  /** Parts of imported features that have no counterpart here and decide no answer. */
  lost: z.array(z.strictObject({ feature: z.string(), parts: z.array(z.string()) })),
});
export type UnleashReport = z.infer<typeof UnleashReport>;
