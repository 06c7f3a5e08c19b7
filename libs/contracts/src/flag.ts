import { z } from 'zod';
import { Detail } from './errors.ts';
import { EnvironmentKey, FlagKey, Instant, Revision, VariantKey } from './ids.ts';
import { PageInput, pageOf } from './paging.ts';
import { Percentage, Rollout, rolloutOf, Salt } from './rollout.ts';
import { Rule, RuleInput } from './rule.ts';
import { Split, SplitInput } from './split.ts';
import { StoredEnvironmentKey, StoredFlagKey } from './stored.ts';
import { FlagType, JsonValue } from './value.ts';

export const Variant = z.strictObject({
  key: VariantKey,
  value: JsonValue,
  description: z.string().max(500).optional(),
});
export type Variant = z.infer<typeof Variant>;

/** The other flag must return one of the variants for the same context and instant; `null` is off without a variant. */
export const Prerequisite = z.strictObject({
  flagKey: FlagKey,
  variants: z.array(VariantKey.nullable()).min(1).max(100),
});
export type Prerequisite = z.infer<typeof Prerequisite>;

/** Maximum number of tags on a flag. */
export const MAX_TAGS = 20;
export const Tag = z
  .string()
  .normalize('NFC')
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._:-]{0,49}$/u, 'use 1 to 50 letters, digits or . _ : -');

/** The part of a flag that determines its result; rulesets contain only this. */
export const FlagConfig = z.strictObject({
  key: FlagKey,
  type: FlagType,
  enabled: z.boolean(),
  archived: z.boolean(),
  expiresAt: Instant.nullable(),
  /** Stays the same when the flag is renamed or promoted; a new salt reshuffles the users. */
  salt: Salt,
  variants: z.array(Variant).min(1).max(100),
  onVariant: VariantKey,
  /** `null`: a flag that is off returns no value and no variant, and the caller's default applies. */
  offVariant: VariantKey.nullable(),
  /** Replaces the on variant for users that the flag's own rollout includes. */
  split: Split.nullable(),
  rollout: Rollout,
  rules: z.array(Rule).max(200),
  prerequisites: z.array(Prerequisite).max(20),
});
export type FlagConfig = z.infer<typeof FlagConfig>;

/** The place outside of the server that a flag is changed from. */
export const ManagedBy = z.strictObject({
  kind: z.literal('git'),
  /** A URL, or a repository and a path. */
  source: z.string().trim().min(1).max(500),
  /** Whether the flag's lasting overrides are changed from there as well. */
  overrides: z.boolean(),
});
export type ManagedBy = z.infer<typeof ManagedBy>;

/** A flag in one environment. */
export const Flag = FlagConfig.extend({
  key: StoredFlagKey,
  id: z.uuid(),
  environment: StoredEnvironmentKey,
  description: z.string().max(1_000),
  tags: z.array(Tag).max(MAX_TAGS),
  archivedAt: Instant.nullable(),
  /** `null`: anyone with the permission may change the flag. Audit entries from before the field existed lack it. */
  managedBy: ManagedBy.nullable().default(null),
  createdAt: Instant,
  updatedAt: Instant,
  revision: Revision,
  /** Fields whose stored value is invalid, such as after a manual edit. They are shown as empty and must be set again. */
  broken: z.array(Detail),
});
export type Flag = z.infer<typeof Flag>;

/** Fields that an editor can set. Procedures of their own change `archived`; the server sets ids and times. */
const FlagFields = Flag.pick({
  description: true,
  tags: true,
  enabled: true,
  expiresAt: true,
  salt: true,
  variants: true,
  onVariant: true,
  offVariant: true,
  rollout: true,
  prerequisites: true,
}).extend({ split: SplitInput.nullable(), rules: z.array(RuleInput).max(200) });

/** The variants of every boolean flag. */
export const ON = { key: VariantKey.parse('on'), value: true } satisfies Variant;
export const OFF = { key: VariantKey.parse('off'), value: false } satisfies Variant;

/** The reason for a change, stored in its audit entry. */
export const Reason = z.string().trim().min(1).max(500);

/** By default, a new flag is a boolean that is off. Other types must name their variants. */
export const CreateFlagInput = FlagFields.partial().extend({
  environment: EnvironmentKey,
  key: FlagKey,
  type: FlagType.default('boolean'),
  reason: Reason.optional(),
});
export type CreateFlagInput = z.infer<typeof CreateFlagInput>;

export const FlagRef = z.strictObject({ environment: EnvironmentKey, key: FlagKey });
export type FlagRef = z.infer<typeof FlagRef>;
/** Refers to a stored flag, even one whose key is invalid. */
export const StoredFlagRef = FlagRef.extend({ key: StoredFlagKey });

/** Omitted fields keep their values. Without `revision`, the last writer wins. */
export const UpdateFlagInput = FlagFields.partial().extend({
  ...FlagRef.shape,
  revision: Revision.optional(),
  reason: Reason.optional(),
});
export type UpdateFlagInput = z.infer<typeof UpdateFlagInput>;

/**
 * Sets the kill switch and the fixed percentage, and nothing else (W9.6). The switch alone works at any revision; a
 * `revision` protects a rollout that someone else changed in the meantime.
 */
export const SetEnabledInput = FlagRef.extend({
  enabled: z.boolean(),
  rolloutPercentage: Percentage.optional(),
  revision: Revision.optional(),
  reason: Reason.optional(),
});
export type SetEnabledInput = z.infer<typeof SetEnabledInput>;

/** Archives, restores or deletes a flag. */
export const FlagActionInput = StoredFlagRef.extend({ revision: Revision.optional(), reason: Reason.optional() });
export type FlagActionInput = z.infer<typeof FlagActionInput>;

/** The reason is required, because Git no longer decides then. */
export const ReleaseFlagInput = FlagRef.extend({ revision: Revision.optional(), reason: Reason });
export type ReleaseFlagInput = z.infer<typeof ReleaseFlagInput>;

export const FlagSort = z.enum(['key', '-key', 'updatedAt', '-updatedAt', 'createdAt', '-createdAt']);

export const ListFlagsInput = PageInput.extend({
  environment: EnvironmentKey,
  /** Matches anywhere in the key or description, ignoring case. */
  search: z.string().max(100).optional(),
  type: FlagType.optional(),
  enabled: z.boolean().optional(),
  archived: z.boolean().default(false),
  tag: Tag.optional(),
  sort: FlagSort.default('key'),
});
export type ListFlagsInput = z.infer<typeof ListFlagsInput>;

export const FlagPage = pageOf(Flag);
export type FlagPage = z.infer<typeof FlagPage>;

/** The public part of a flag (W9.5): never who is targeted. */
export const PublicFlag = z.strictObject({ key: FlagKey, enabled: z.boolean(), rolloutPercentage: Percentage });
export type PublicFlag = z.infer<typeof PublicFlag>;

/** The configuration of a new flag: off for everyone. */
export function newFlagConfig(key: FlagKey): FlagConfig {
  return {
    key,
    type: 'boolean',
    enabled: false,
    archived: false,
    expiresAt: null,
    salt: key,
    variants: [ON, OFF],
    onVariant: ON.key,
    offVariant: OFF.key,
    split: null,
    rollout: rolloutOf(0),
    rules: [],
    prerequisites: [],
  };
}
