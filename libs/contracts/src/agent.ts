import { z } from 'zod';
import { MINUTE_MS } from './durations.ts';
import { Environment } from './environment.ts';
import { Detail } from './errors.ts';
import { CreateFlagInput, Flag, FlagRef, Reason, SetEnabledInput, UpdateFlagInput } from './flag.ts';
import { FlagBlock } from './flag-block.ts';
import { EnvironmentKey, FlagKey, Instant, Revision } from './ids.ts';
import {
  hasAllowedValue,
  RemoveTestingOverrideInput,
  RemoveUserOverrideInput,
  SetTestingOverrideInput,
  UserOverrideFields,
  VALUE_NOT_ALLOWED,
} from './override.ts';
import { StoredEnvironmentKey, StoredFlagKey } from './stored.ts';
import { FlagType, JsonValue } from './value.ts';

export const GetFlagEverywhereInput = z.strictObject({ key: StoredFlagKey });
export type GetFlagEverywhereInput = z.infer<typeof GetFlagEverywhereInput>;

/** A flag in every environment that the caller can access, side by side. */
export const FlagEverywhere = z.strictObject({
  key: StoredFlagKey,
  environments: z.array(
    Environment.pick({ name: true, isProduction: true }).extend({
      environment: StoredEnvironmentKey,
      /** `null` if the environment does not have the flag. */
      flag: Flag.nullable(),
      /** Why the flag is off for everyone, regardless of its switch; `null` if someone can get it. */
      block: FlagBlock.nullable(),
    }),
  ),
  /** Environments that the caller cannot access. */
  hidden: z.array(StoredEnvironmentKey),
});
export type FlagEverywhere = z.infer<typeof FlagEverywhere>;

/** Set by the target, the plan or the server. A new salt would reshuffle all users. */
const NOT_PLANNED = { environment: true, key: true, revision: true, reason: true } as const;

/** A change of a flag that can be previewed. */
export const FlagChange = z.discriminatedUnion('kind', [
  UpdateFlagInput.omit({ ...NOT_PLANNED, salt: true }).extend({ kind: z.literal('update') }),
  SetEnabledInput.omit(NOT_PLANNED).extend({ kind: z.literal('switch') }),
  z.strictObject({ kind: z.literal('archive') }),
  z.strictObject({ kind: z.literal('restore') }),
]);
export type FlagChange = z.infer<typeof FlagChange>;

export const PreviewChangeInput = FlagRef.extend({ change: FlagChange });
export type PreviewChangeInput = z.infer<typeof PreviewChangeInput>;

/** How long a plan can be applied, in milliseconds. */
export const PLAN_MS = 10 * MINUTE_MS;

/** A previewed change, bound to the revision of its flag. */
export const ChangePlan = PreviewChangeInput.extend({
  id: z.uuid(),
  /** The only caller who can apply it. */
  actor: z.string(),
  revision: Revision,
});
export type ChangePlan = z.infer<typeof ChangePlan>;

const Count = z.int().nonnegative();
/** `null` is off without a variant, or an override with its own value. */
const VariantName = z.string().nullable();
const VariantCount = z.strictObject({ variant: VariantName, count: Count });
const Move = z.strictObject({ from: VariantName, to: VariantName, count: Count });

/** How many ids get another variant or value. */
export const Flips = z.strictObject({
  ids: Count,
  changed: Count,
  before: z.array(VariantCount),
  after: z.array(VariantCount),
  /** Only of ids that change. */
  moves: z.array(Move),
});
export type Flips = z.infer<typeof Flips>;

export const ChangeWarning = z.discriminatedUnion('code', [
  z.strictObject({ code: z.literal('NO_DIFFERENCE') }),
  z.strictObject({ code: z.literal('PRODUCTION'), environment: StoredEnvironmentKey }),
  /** Their results may change, too. */
  z.strictObject({ code: z.literal('DEPENDENT_FLAGS'), flags: z.array(FlagKey) }),
  /** Everyone gets its value, before and after the change. */
  z.strictObject({ code: z.literal('EMERGENCY_OVERRIDE') }),
  /** Everyone without an override of their own gets its value while the flag is on. */
  z.strictObject({ code: z.literal('GLOBAL_OVERRIDE') }),
  /** Fields that cannot be read as they are stored. */
  z.strictObject({ code: z.literal('BROKEN_FLAG'), problems: z.array(Detail) }),
  /** After the change, the flag is off for everyone regardless of its switch. */
  z.strictObject({ code: z.literal('BLOCKED'), block: FlagBlock }),
  /** Synthetic ids have no attributes, so the counts leave out whom these reach. */
  z.strictObject({
    code: z.literal('OTHER_ATTRIBUTES'),
    attributes: z.array(z.string()),
    segments: z.array(z.string()),
  }),
]);
export type ChangeWarning = z.infer<typeof ChangeWarning>;

export const ChangePreview = z.strictObject({
  planId: z.string(),
  expiresAt: Instant,
  environment: StoredEnvironmentKey,
  key: StoredFlagKey,
  revision: Revision,
  /** The fields that differ. */
  before: z.record(z.string(), JsonValue),
  after: z.record(z.string(), JsonValue),
  flips: z.strictObject({
    /** Made-up user ids without attributes. */
    synthetic: Flips,
    /** The users, sessions and test runs that have an override of this flag. */
    overridden: Flips.extend({
      /** Whether there are more than were evaluated. */
      isCut: z.boolean(),
    }),
  }),
  warnings: z.array(ChangeWarning),
});
export type ChangePreview = z.infer<typeof ChangePreview>;

export const ApplyChangeInput = z.strictObject({ planId: z.string().min(1).max(20_000), reason: Reason });
export type ApplyChangeInput = z.infer<typeof ApplyChangeInput>;

/** By default, in all environments in which the caller may create it. */
export const CreateOffFlagInput = CreateFlagInput.pick({
  key: true,
  type: true,
  description: true,
  tags: true,
  variants: true,
  onVariant: true,
  offVariant: true,
  expiresAt: true,
  reason: true,
}).extend({ environments: z.array(EnvironmentKey).min(1).max(100).optional() });
export type CreateOffFlagInput = z.infer<typeof CreateOffFlagInput>;

export const CreatedFlags = z.strictObject({ items: z.array(Flag) });
export type CreatedFlags = z.infer<typeof CreatedFlags>;

const OverridePlace = RemoveUserOverrideInput.omit({ userId: true });
const target = { environment: true, flagKey: true, reason: true } as const;

/** An override that expires. */
export const SetIdOverrideInput = OverridePlace.extend({
  expiresAt: Instant,
  override: z.discriminatedUnion('type', [
    UserOverrideFields.omit({ ...target, expiresAt: true })
      .extend({ type: z.literal('user') })
      .refine(hasAllowedValue, VALUE_NOT_ALLOWED),
    SetTestingOverrideInput.omit({ ...target, expiresAt: true }).extend({ type: z.literal('testing') }),
  ]),
});
export type SetIdOverrideInput = z.infer<typeof SetIdOverrideInput>;

export const RemoveIdOverrideInput = OverridePlace.extend({
  override: z.discriminatedUnion('type', [
    RemoveUserOverrideInput.omit(target).extend({ type: z.literal('user') }),
    RemoveTestingOverrideInput.omit(target).extend({ type: z.literal('testing') }),
  ]),
});
export type RemoveIdOverrideInput = z.infer<typeof RemoveIdOverrideInput>;

/** The libraries that read flags. */
export const SnippetTarget = z.enum(['react', 'client', 'node', 'express', 'trpc', 'http']);
export type SnippetTarget = z.infer<typeof SnippetTarget>;

export const CodeSnippetInput = FlagRef.extend({ target: SnippetTarget });
export type CodeSnippetInput = z.infer<typeof CodeSnippetInput>;

export const CodeSnippet = z.strictObject({
  key: FlagKey,
  type: FlagType,
  target: SnippetTarget,
  /** Packages to install. */
  packages: z.array(z.string()),
  language: z.enum(['ts', 'tsx', 'sh']),
  code: z.string(),
});
export type CodeSnippet = z.infer<typeof CodeSnippet>;

export const SearchDocsInput = z.strictObject({ query: z.string().min(1).max(200) });

/** Sections of the documentation, the best first. `text` is Markdown. */
export const FoundDocs = z.strictObject({
  items: z.array(z.strictObject({ page: z.string(), heading: z.string(), text: z.string() })),
});
