import { z } from 'zod';
import { Environment } from './environment.ts';
import { Flag, FlagConfig, ManagedBy, Reason } from './flag.ts';
import { EnvironmentKey, Instant, TargetId } from './ids.ts';
import { GlobalOverride, hasAllowedValue, UserOverride, VALUE_NOT_ALLOWED } from './override.ts';
import { rolloutOf } from './rollout.ts';
import { FileRule } from './rule.ts';
import { Segment, SegmentConfig } from './segment.ts';
import { FileSplit } from './split.ts';
import { JsonValue } from './value.ts';

/** The version of the format. */
export const FILE_FORMAT = 1 as const;

/** Maximum number of user overrides in one file. Files of environments with more omit the overrides. */
export const MAX_FILE_USERS = 20_000;

/** Maximum size of the body that brings a file, in bytes. */
export const MAX_FILE_BYTES = 2_000_000;

const { description, tags, archivedAt } = Flag.shape;
const reason = z.string().max(500).nullable().default(null);
const expiresAt = Instant.nullable().default(null);

/** An override for everyone. */
const FileGlobalOverride = GlobalOverride.pick({ value: true }).extend({ reason, expiresAt });
export type FileGlobalOverride = z.infer<typeof FileGlobalOverride>;

const FileUserOverride = UserOverride.pick({ overrideType: true, value: true })
  .extend({ userId: TargetId, reason, expiresAt })
  .refine(hasAllowedValue, VALUE_NOT_ALLOWED);
export type FileUserOverride = z.infer<typeof FileUserOverride>;

/** The lasting overrides of a flag. Those for sessions, test runs and emergencies are momentary: no file has them. */
const FileOverrides = z.strictObject({
  everyone: FileGlobalOverride.nullable().default(null),
  users: z
    .array(FileUserOverride)
    .max(MAX_FILE_USERS)
    .default([])
    .refine((users) => areUnique(users.map(({ userId }) => userId)), 'must name each user once'),
});
export type FileOverrides = z.infer<typeof FileOverrides>;

/** A flag in a file: everything that people can set. Omitted fields have the values of a new flag. */
export const FileFlag = FlagConfig.omit({ archived: true }).extend({
  type: FlagConfig.shape.type.default('boolean'),
  description: description.default(''),
  tags: tags.default([]),
  enabled: FlagConfig.shape.enabled.default(false),
  archivedAt: archivedAt.default(null),
  expiresAt,
  /** By default, the key. */
  salt: FlagConfig.shape.salt.optional(),
  /** By default, those of a boolean flag. */
  variants: FlagConfig.shape.variants.optional(),
  /** By default `on`; for other types than boolean, the first variant. */
  onVariant: FlagConfig.shape.onVariant.optional(),
  /** By default `off`; for other types than boolean, `null`. */
  offVariant: FlagConfig.shape.offVariant.optional(),
  split: FileSplit.nullable().default(null),
  rollout: FlagConfig.shape.rollout.default(() => rolloutOf(0)),
  rules: z.array(FileRule).max(200).default([]),
  prerequisites: FlagConfig.shape.prerequisites.default([]),
  managedBy: ManagedBy.nullable().default(null),
  overrides: FileOverrides.default({ everyone: null, users: [] }),
});
export type FileFlag = z.infer<typeof FileFlag>;

export const FileSegment = SegmentConfig.extend({
  /** By default, the key. */
  name: Segment.shape.name.optional(),
  description: Segment.shape.description.default(''),
});
export type FileSegment = z.infer<typeof FileSegment>;

/** An environment and its settings. Omitted ones stay as they are. */
const FileEnvironment = Environment.pick({
  name: true,
  color: true,
  isProduction: true,
  permitsSessionOverrides: true,
  bucketing: true,
})
  .partial()
  .extend({ key: EnvironmentKey });

/** A whole environment as a file: all that decides answers and all that people wrote, without ids, revisions and times. */
export const EnvironmentFile = z
  .strictObject({
    burgee: z.literal(FILE_FORMAT, `must be ${FILE_FORMAT}, the version of the format`),
    environment: FileEnvironment,
    /** Whether the file has the lasting overrides of its flags. Otherwise, they stay as they are. */
    overrides: z.boolean().default(true),
    segments: z
      .array(FileSegment)
      .default([])
      .refine((segments) => areUnique(segments.map(({ key }) => key)), 'must name each segment once'),
    flags: z
      .array(FileFlag)
      .default([])
      .refine((flags) => areUnique(flags.map(({ key }) => key)), 'must name each flag once'),
  })
  .superRefine(({ overrides, flags }, ctx) => {
    if (overrides) return refuseManyUsers(flags, ctx);
    for (const [index, { overrides: held }] of flags.entries()) {
      if (!held.everyone && held.users.length === 0) continue;
      const message = 'must be absent: the file says that it has no overrides';
      ctx.addIssue({ code: 'custom', path: ['flags', index, 'overrides'], message });
    }
  });
export type EnvironmentFile = z.infer<typeof EnvironmentFile>;

function refuseManyUsers(flags: readonly FileFlag[], ctx: z.core.$RefinementCtx): void {
  const count = flags.reduce((sum, { overrides }) => sum + overrides.users.length, 0);
  if (count <= MAX_FILE_USERS) return;
  const message = `have ${count} user overrides; a file has at most ${MAX_FILE_USERS}`;
  ctx.addIssue({ code: 'custom', path: ['flags'], message });
}

function areUnique(keys: readonly string[]): boolean {
  return new Set(keys).size === keys.length;
}

/** A field that differs. Without `before` or `after`, it is new or gone. */
const PlannedField = z.strictObject({ field: z.string(), before: JsonValue.optional(), after: JsonValue.optional() });
export type PlannedField = z.infer<typeof PlannedField>;

const PlannedChange = z.strictObject({
  subject: z.enum(['environment', 'segment', 'flag']),
  key: z.string(),
  action: z.enum(['create', 'change', 'remove']),
  /** The fields that differ; of something new, those that differ from the defaults. */
  fields: z.array(PlannedField),
});
export type PlannedChange = z.infer<typeof PlannedChange>;

/** The changes that a file makes to an environment. */
export const EnvironmentPlan = z.strictObject({
  environment: EnvironmentKey,
  /** The version that the plan starts from; `null` if the environment does not exist yet. */
  version: z.int().nonnegative().nullable(),
  changes: z.array(PlannedChange),
  /** How many segments and flags of the file are already as the file says. */
  unchanged: z.int().nonnegative(),
  /** Flags that are not in the file and stay although it prunes, because another source manages them. */
  kept: z.array(z.string()),
  /** Identifies the changes: two plans with the same digest change the same. */
  digest: z.string(),
});
export type EnvironmentPlan = z.infer<typeof EnvironmentPlan>;

export const ExportEnvironmentInput = z.strictObject({
  key: EnvironmentKey,
  /** Whether to include the lasting overrides. */
  overrides: z.boolean().default(true),
});

export const PlanEnvironmentInput = z.strictObject({
  /** The environment to change. The settings in the file count only if it names the same environment. */
  key: EnvironmentKey,
  file: EnvironmentFile,
  /** Whether to remove the segments and flags that the file does not have, except flags that another source manages. */
  prune: z.boolean().default(false),
  /** The source that manages the flags of the file from then on. By default, the one that the file itself names, if any. */
  managedBy: ManagedBy.shape.source.optional(),
});

export const ApplyEnvironmentInput = PlanEnvironmentInput.extend({
  /** The plan that was shown: if the changes are no longer the same, nothing is changed. */
  planned: EnvironmentPlan.pick({ version: true, digest: true }).optional(),
  reason: Reason.optional(),
});
