import { z } from 'zod';
import { FlagKey, Instant, TargetId } from './ids.ts';
import { JsonValue } from './value.ts';

/** The layers, highest first wins. The numbers are what people and logs see; the evaluator's table says the rest. */
export const OVERRIDE_PRIORITY = { emergency: 1000, session: 200, testing: 150, user: 100, global: 50 } as const;
export const OverrideType = z.enum(['emergency', 'session', 'testing', 'user', 'global']);
export type OverrideType = z.infer<typeof OverrideType>;

const OverrideBase = z.strictObject({
  id: z.uuid(),
  flagKey: FlagKey,
  createdBy: z.string(),
  createdAt: Instant,
  reason: z.string().max(500).nullable(),
});
const mayEnd = { expiresAt: Instant.nullable() };
const ends = { expiresAt: Instant };

/** The last word in an incident: needs a reason, and ends only when somebody removes it. */
export const EmergencyOverride = OverrideBase.extend({
  type: z.literal('emergency'),
  value: JsonValue,
  reason: z.string().min(1).max(500),
});
export const GlobalOverride = OverrideBase.extend({ type: z.literal('global'), value: JsonValue, ...mayEnd });
export const SessionOverride = OverrideBase.extend({
  type: z.literal('session'),
  target: TargetId,
  value: JsonValue,
  ...ends,
});
export const TestingOverride = OverrideBase.extend({
  type: z.literal('testing'),
  target: TargetId,
  value: JsonValue,
  ...ends,
});
/** `include` without a value gives the on variant; `exclude` gives off. */
export const UserOverride = OverrideBase.extend({
  type: z.literal('user'),
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
export type EmergencyOverride = z.infer<typeof EmergencyOverride>;
export type GlobalOverride = z.infer<typeof GlobalOverride>;
export type OverrideOf<T extends OverrideType> = Extract<Override, { type: T }>;
