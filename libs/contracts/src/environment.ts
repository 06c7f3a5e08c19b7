import { z } from 'zod';
import { Bucketing } from './bucketing.ts';
import { Reason } from './flag.ts';
import { EnvironmentKey, Instant, RulesetVersion } from './ids.ts';
import { BrokenFields, StoredEnvironmentKey } from './stored.ts';

export const EnvironmentColor = z.enum([
  'gray',
  'red',
  'pink',
  'grape',
  'violet',
  'indigo',
  'blue',
  'cyan',
  'teal',
  'green',
  'lime',
  'yellow',
  'orange',
]);
export type EnvironmentColor = z.infer<typeof EnvironmentColor>;

/** The unit of versioning, caching and keys. */
export const Environment = z.strictObject({
  key: StoredEnvironmentKey,
  name: z.string().min(1).max(100),
  /** Whether session overrides apply here. Keep it off where real users are. */
  permitsSessionOverrides: z.boolean(),
  /** Whether real users are here: screens warn before a change and ask for a reason. */
  isProduction: z.boolean(),
  /** Shown beside the name. */
  color: EnvironmentColor,
  /** The hash of new flags. Existing ones keep theirs. */
  bucketing: Bucketing,
  version: RulesetVersion,
  createdAt: Instant,
  broken: BrokenFields,
});
export type Environment = z.infer<typeof Environment>;

export const CreateEnvironmentInput = z.strictObject({
  key: EnvironmentKey,
  name: Environment.shape.name.optional(),
  permitsSessionOverrides: z.boolean().default(false),
  isProduction: z.boolean().default(false),
  color: EnvironmentColor.default('gray'),
  bucketing: Bucketing.default('standard'),
  reason: Reason.optional(),
});
export type CreateEnvironmentInput = z.infer<typeof CreateEnvironmentInput>;

export const UpdateEnvironmentInput = z.strictObject({
  key: EnvironmentKey,
  name: Environment.shape.name.optional(),
  permitsSessionOverrides: z.boolean().optional(),
  isProduction: z.boolean().optional(),
  color: EnvironmentColor.optional(),
  bucketing: Bucketing.optional(),
  reason: Reason.optional(),
});
export type UpdateEnvironmentInput = z.infer<typeof UpdateEnvironmentInput>;

/** Announces a change without its content: in an environment, or of keys and people, which belong to none (`null`). */
export const PlaceChange = z.strictObject({ environment: EnvironmentKey.nullable(), version: RulesetVersion });
export type PlaceChange = z.infer<typeof PlaceChange>;

export const EnvironmentRef = z.strictObject({ key: EnvironmentKey });

/** The reason is shorter than elsewhere, because the audit trail prefixes it with a description of the action. */
export const InvalidateCacheInput = EnvironmentRef.extend({ reason: Reason.max(470).optional() });
export type InvalidateCacheInput = z.infer<typeof InvalidateCacheInput>;
