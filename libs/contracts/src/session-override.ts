import { z } from 'zod';
import { DAY_MS } from './durations.ts';
import { EnvironmentKey, FlagKey, Instant, TargetId } from './ids.ts';
import { SessionOverride } from './override.ts';
import { JsonValue } from './value.ts';

const MAX_AT_ONCE = 50;

/** Proves that a session is the caller's own. The first answer about a session contains it. */
const SessionToken = z.string().max(100);

/**
 * Requests session overrides by value or by a signed link. Without `sessionId`, a new session begins. A text is parsed by
 * the flag's type: as a variant's key, a number or JSON.
 */
export const SetSessionOverridesInput = z.strictObject({
  environment: EnvironmentKey.optional(),
  sessionId: TargetId.optional(),
  token: SessionToken.optional(),
  overrides: z
    .array(z.strictObject({ flagKey: FlagKey, value: JsonValue }))
    .max(MAX_AT_ONCE)
    .default([]),
  /** A signed link, whose overrides are set in addition to `overrides`. */
  link: z.string().max(8_000).optional(),
});
export type SetSessionOverridesInput = z.infer<typeof SetSessionOverridesInput>;

export const SessionRef = z.strictObject({
  environment: EnvironmentKey.optional(),
  sessionId: TargetId,
  token: SessionToken.optional(),
});
export type SessionRef = z.infer<typeof SessionRef>;

/** Without `flagKey`, clears all overrides of the session. */
export const ClearSessionOverridesInput = SessionRef.extend({ flagKey: FlagKey.optional() });
export type ClearSessionOverridesInput = z.infer<typeof ClearSessionOverridesInput>;

/** A session's overrides as its own browser sees them, without ids and authors. */
export const SessionOverrides = z.object({
  environment: EnvironmentKey,
  sessionId: TargetId,
  /** Present when overrides are set. Anyone who has it can read, change and clear the session's overrides. */
  token: SessionToken.optional(),
  overrides: z.array(SessionOverride.pick({ flagKey: true, value: true, expiresAt: true, reason: true })),
});
export type SessionOverrides = z.infer<typeof SessionOverrides>;

/** The content of a signed link (B.15). */
export const OverrideLink = z.strictObject({
  environment: EnvironmentKey,
  overrides: z
    .array(z.strictObject({ flagKey: FlagKey, value: JsonValue }))
    .min(1)
    .max(MAX_AT_ONCE),
  expiresAt: Instant,
});
export type OverrideLink = z.infer<typeof OverrideLink>;

/** Maximum lifetime of a link. */
export const MAX_LINK_MS = 30 * DAY_MS;
