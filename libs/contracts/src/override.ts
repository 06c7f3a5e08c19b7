import { z } from 'zod';
import { Reason } from './flag.ts';
import { EnvironmentKey, FlagKey, Instant, TargetId, VariantKey } from './ids.ts';
import { BrokenFields, StoredFlagKey } from './stored.ts';
import { MAX_PAGE_SIZE, PageInput, pageOf } from './paging.ts';
import { JsonValue } from './value.ts';

/** The layers, highest first wins. The numbers are what people and logs see; the evaluator's table says the rest. */
export const OVERRIDE_PRIORITY = { emergency: 1000, session: 200, testing: 150, user: 100, global: 50 } as const;
export const OverrideType = z.enum(['emergency', 'session', 'testing', 'user', 'global']);
export type OverrideType = z.infer<typeof OverrideType>;

const OverrideBase = z.strictObject({
  id: z.uuid(),
  flagKey: StoredFlagKey,
  createdBy: z.string(),
  createdAt: Instant,
  reason: z.string().max(500).nullable(),
  broken: BrokenFields,
});
const mayEnd = { expiresAt: Instant.nullable() };
const ends = { expiresAt: Instant };

/** The last word in an incident: needs a reason, and ends only when somebody removes it. */
export const EmergencyOverride = OverrideBase.extend({
  type: z.literal('emergency'),
  priority: z.literal(OVERRIDE_PRIORITY.emergency),
  value: JsonValue,
  reason: z.string().min(1).max(500),
});
export const GlobalOverride = OverrideBase.extend({
  type: z.literal('global'),
  priority: z.literal(OVERRIDE_PRIORITY.global),
  value: JsonValue,
  ...mayEnd,
});
export const SessionOverride = OverrideBase.extend({
  type: z.literal('session'),
  priority: z.literal(OVERRIDE_PRIORITY.session),
  target: TargetId,
  value: JsonValue,
  ...ends,
});
export const TestingOverride = OverrideBase.extend({
  type: z.literal('testing'),
  priority: z.literal(OVERRIDE_PRIORITY.testing),
  target: TargetId,
  value: JsonValue,
  ...ends,
});
/** `include` without a value gives the on variant; `exclude` gives off. */
export const UserOverride = OverrideBase.extend({
  type: z.literal('user'),
  priority: z.literal(OVERRIDE_PRIORITY.user),
  target: TargetId,
  overrideType: z.enum(['include', 'exclude']),
  value: JsonValue.optional(),
  ...mayEnd,
});

/** This user, session, test run, or everybody, gets this value. */
export const Override = z.discriminatedUnion('type', [
  EmergencyOverride,
  SessionOverride,
  TestingOverride,
  UserOverride,
  GlobalOverride,
]);
export type Override = z.infer<typeof Override>;
export type UserOverride = z.infer<typeof UserOverride>;
export type EmergencyOverride = z.infer<typeof EmergencyOverride>;
export type GlobalOverride = z.infer<typeof GlobalOverride>;
export type OverrideOf<T extends OverrideType> = Extract<Override, { type: T }>;

/** Session overrides end after this long, and a testing override may not last longer. */
export const MAX_TEMPORARY_MS = 24 * 60 * 60 * 1000;

/** The ids that a context may carry, by the override type that is for them. */
export const ID_OF_TYPE = { session: 'sessionId', testing: 'testRunId', user: 'userId' } as const;

const OfFlag = z.strictObject({
  environment: EnvironmentKey,
  flagKey: FlagKey,
  reason: Reason.optional(),
});

export const UserOverrideFields = OfFlag.extend({
  userId: TargetId,
  overrideType: UserOverride.shape.overrideType,
  value: JsonValue.optional(),
  variant: VariantKey.optional(),
  expiresAt: Instant.nullable().optional(),
});

/** An include has at most one of `value` and `variant`; with neither it returns the on variant. */
export function hasOneMeaning({
  value,
  overrideType,
  ...fields
}: {
  variant?: unknown;
  value?: unknown;
  overrideType: string;
}) {
  const given = [value, fields.variant].filter((one) => one !== undefined).length;
  return given === 0 || (given === 1 && overrideType === 'include');
}
export const ONE_MEANING = {
  path: ['value'],
  message: 'an include may have a value or a variant, an exclude has neither: it gives the off variant',
};

export const SetUserOverrideInput = UserOverrideFields.refine(hasOneMeaning, ONE_MEANING);
export type SetUserOverrideInput = z.infer<typeof SetUserOverrideInput>;
/** The body of `POST /api/admin/flags/:flagKey/users`. */
export const UserOverrideBody = UserOverrideFields.omit({ environment: true, flagKey: true }).refine(
  hasOneMeaning,
  ONE_MEANING,
);

export const SetGlobalOverrideInput = OfFlag.extend({
  value: JsonValue,
  expiresAt: Instant.nullable().optional(),
});
export type SetGlobalOverrideInput = z.infer<typeof SetGlobalOverrideInput>;

export const SetEmergencyOverrideInput = OfFlag.extend({ value: JsonValue, reason: Reason });
export type SetEmergencyOverrideInput = z.infer<typeof SetEmergencyOverrideInput>;

/** `expiresAt` is 24 h away at most. */
export const SetTestingOverrideInput = OfFlag.extend({
  testRunId: TargetId,
  value: JsonValue,
  expiresAt: Instant,
});
export type SetTestingOverrideInput = z.infer<typeof SetTestingOverrideInput>;

export const RemoveOverrideInput = OfFlag;
export type RemoveOverrideInput = z.infer<typeof RemoveOverrideInput>;
export const RemoveUserOverrideInput = OfFlag.extend({ userId: TargetId });
export const RemoveTestingOverrideInput = OfFlag.extend({ testRunId: TargetId });

/** Newest first. `target` is the user, session or test run. */
export const ListOverridesInput = PageInput.extend({
  environment: EnvironmentKey,
  flagKey: FlagKey.optional(),
  type: OverrideType.optional(),
  target: TargetId.optional(),
  /** Those of any of these. */
  targets: z.array(TargetId).min(1).max(MAX_PAGE_SIZE).optional(),
  /** Anywhere in the target or the reason, whatever the case. */
  search: z.string().max(255).optional(),
  /** Of users alone. */
  overrideType: UserOverride.shape.overrideType.optional(),
});
export type ListOverridesInput = z.infer<typeof ListOverridesInput>;
export const OverridePage = pageOf(Override);
export type OverridePage = z.infer<typeof OverridePage>;

/** A page of a flag's user overrides, newest first (W39.5). */
export const ListUserOverridesInput = PageInput.extend({ environment: EnvironmentKey, flagKey: FlagKey });
export type ListUserOverridesInput = z.infer<typeof ListUserOverridesInput>;
export const UserOverridePage = z.strictObject({
  includes: z.array(UserOverride),
  excludes: z.array(UserOverride),
  pagination: OverridePage.shape.pagination,
});
export type UserOverridePage = z.infer<typeof UserOverridePage>;

/** Whose overrides of a flag are asked for (S400.5). */
export const ResolveOverrideInput = z.strictObject({
  environment: EnvironmentKey,
  flagKey: FlagKey,
  userId: TargetId.optional(),
  sessionId: TargetId.optional(),
  testRunId: TargetId.optional(),
});
export type ResolveOverrideInput = z.infer<typeof ResolveOverrideInput>;

/** The override that wins, and those that would if it were not there, highest first. Ended ones do not count. */
export const ResolvedOverride = z.strictObject({ override: Override.nullable(), shadowed: z.array(Override) });
export type ResolvedOverride = z.infer<typeof ResolvedOverride>;
