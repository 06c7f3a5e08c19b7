import { z } from 'zod';
import { FlagConfig } from './flag.ts';
import { EnvironmentKey, RulesetVersion } from './ids.ts';
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
