import { z } from 'zod';
import { FlagConfig } from './flag.ts';
import { EnvironmentKey, FlagKey, RulesetVersion, SegmentKey } from './ids.ts';
import { EmergencyOverride, GlobalOverride } from './override.ts';
import { SegmentConfig } from './segment.ts';

/** Everything that evaluates one environment at one version, except overrides for ids: there may be millions of those. */
export const Ruleset = z.strictObject({
  environment: EnvironmentKey,
  version: RulesetVersion,
  permitsSessionOverrides: z.boolean(),
  flags: z.array(FlagConfig),
  segments: z.array(SegmentConfig),
  overrides: z.array(z.discriminatedUnion('type', [EmergencyOverride, GlobalOverride])),
});
export type Ruleset = z.infer<typeof Ruleset>;

/**
 * The changes of a ruleset from one version to a later one: whole flags and segments. A flag in `overrides.delete` loses its
 * emergency and global overrides; those that it has from then on are in `overrides.put`.
 */
export const RulesetDelta = z.strictObject({
  from: RulesetVersion,
  to: RulesetVersion,
  flags: z.strictObject({ put: z.array(FlagConfig), delete: z.array(FlagKey) }),
  segments: z.strictObject({ put: z.array(SegmentConfig), delete: z.array(SegmentKey) }),
  overrides: z.strictObject({ put: Ruleset.shape.overrides, delete: z.array(FlagKey) }),
});
export type RulesetDelta = z.infer<typeof RulesetDelta>;
