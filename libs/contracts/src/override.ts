import { z } from 'zod';
import { DAY_MS } from './durations.ts';
import { Reason } from './flag.ts';
import { EnvironmentKey, FlagKey, Instant, TargetId, VariantKey } from './ids.ts';
import { MAX_PAGE_SIZE, PageInput, pageOf } from './paging.ts';
import { BrokenFields, StoredFlagKey } from './stored.ts';
import { JsonValue } from './value.ts';

/** The override layers, highest precedence first. The numbers are for people and logs; the evaluator has its own table. */
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
const optionalExpiry = { expiresAt: Instant.nullable() };
const requiredExpiry = { expiresAt: Instant };

/** Takes precedence over everything, for incidents. Requires a reason, and applies until someone removes it. */
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
  ...optionalExpiry,
});
export const SessionOverride = OverrideBase.extend({
  type: z.literal('session'),
  priority: z.literal(OVERRIDE_PRIORITY.session),
  target: TargetId,
  value: JsonValue,
  ...requiredExpiry,
});
export const TestingOverride = OverrideBase.extend({
  type: z.literal('testing'),
  priority: z.literal(OVERRIDE_PRIORITY.testing),
  target: TargetId,
  value: JsonValue,
  ...requiredExpiry,
});
/** `include` without a value serves the on variant; `exclude` serves off. */
export const UserOverride = OverrideBase.extend({
  type: z.literal('user'),
  priority: z.literal(OVERRIDE_PRIORITY.user),
  target: TargetId,
  overrideType: z.enum(['include', 'exclude']),
  value: JsonValue.optional(),
  ...optionalExpiry,
});

/** Serves a value to a user, a session, a test run, or everyone. */
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

/** Lifetime of a session override, and maximum lifetime of a testing override. */
export const MAX_TEMPORARY_MS = DAY_MS;

/** The id in a context that each type of override targets. */
export const ID_OF_TYPE = { session: 'sessionId', testing: 'testRunId', user: 'userId' } as const;

const FlagOverrideRef = z.strictObject({
  environment: EnvironmentKey,
  flagKey: FlagKey,
  reason: Reason.optional(),
});

export const UserOverrideFields = FlagOverrideRef.extend({
  userId: TargetId,
  overrideType: UserOverride.shape.overrideType,
  value: JsonValue.optional(),
  variant: VariantKey.optional(),
  expiresAt: Instant.nullable().optional(),
});

/** An include has `value`, `variant`, or neither, and then serves the on variant. An exclude has neither. */
export function hasAllowedValue({
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
export const VALUE_NOT_ALLOWED = {
  path: ['value'],
  message: 'an include may have a value or a variant, an exclude has neither: it serves the off variant',
};

export const SetUserOverrideInput = UserOverrideFields.refine(hasAllowedValue, VALUE_NOT_ALLOWED);
export type SetUserOverrideInput = z.infer<typeof SetUserOverrideInput>;

export const SetGlobalOverrideInput = FlagOverrideRef.extend({
  value: JsonValue,
  expiresAt: Instant.nullable().optional(),
});
export type SetGlobalOverrideInput = z.infer<typeof SetGlobalOverrideInput>;

export const SetEmergencyOverrideInput = FlagOverrideRef.extend({ value: JsonValue, reason: Reason });
export type SetEmergencyOverrideInput = z.infer<typeof SetEmergencyOverrideInput>;

/** `expiresAt` is at most 24 hours away. */
export const SetTestingOverrideInput = FlagOverrideRef.extend({
  testRunId: TargetId,
  value: JsonValue,
  expiresAt: Instant,
});
export type SetTestingOverrideInput = z.infer<typeof SetTestingOverrideInput>;

export const RemoveOverrideInput = FlagOverrideRef;
export type RemoveOverrideInput = z.infer<typeof RemoveOverrideInput>;
export const RemoveUserOverrideInput = FlagOverrideRef.extend({ userId: TargetId });
export const RemoveTestingOverrideInput = FlagOverrideRef.extend({ testRunId: TargetId });

/** Newest first. `target` is the user, session or test run. */
export const ListOverridesInput = PageInput.extend({
  environment: EnvironmentKey,
  flagKey: FlagKey.optional(),
  type: OverrideType.optional(),
  target: TargetId.optional(),
  /** Only user overrides of this user. */
  userId: TargetId.optional(),
  /** Overrides for any of these targets. */
  targets: z.array(TargetId).min(1).max(MAX_PAGE_SIZE).optional(),
  /** Matches anywhere in the target or the reason, ignoring case. */
  search: z.string().max(255).optional(),
  /** Only user overrides have this type. */
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

/** The ids whose overrides of a flag are requested (S400.5). */
export const ResolveOverrideInput = z.strictObject({
  environment: EnvironmentKey,
  flagKey: FlagKey,
  userId: TargetId.optional(),
  sessionId: TargetId.optional(),
  testRunId: TargetId.optional(),
});
export type ResolveOverrideInput = z.infer<typeof ResolveOverrideInput>;

/** The override that applies, and the ones that it shadows, highest precedence first. Expired overrides are ignored. */
export const ResolvedOverride = z.strictObject({ override: Override.nullable(), shadowed: z.array(Override) });
export type ResolvedOverride = z.infer<typeof ResolvedOverride>;
