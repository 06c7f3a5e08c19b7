import { z } from 'zod';
import { DAY_MS } from './durations.ts';
import { EnvironmentKey, FlagKey, Instant, TargetId } from './ids.ts';
import { SessionOverride } from './override.ts';
import { JsonValue } from './value.ts';

/** Prefix of a flag's key in a URL: `?ff_checkout=on`. */
export const DEFAULT_PARAM_PREFIX = 'ff_';
/** The parameter of a signed link. It cannot name a flag, because it lacks the prefix. */
export const LINK_PARAM = 'burgee_link';

const MAX_AT_ONCE = 50;

/** An override in a URL: a boolean if the text is a word such as `on`, otherwise the text itself. */
export type ParamOverride = { readonly flagKey: string; readonly value: boolean | string; readonly text: string };

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['on', true],
  ['false', false],
  ['0', false],
  ['off', false],
]);

/** Returns `undefined` if the text is not a word for on or off. */
export function readBoolean(text: string): boolean | undefined {
  return BOOLEANS.get(text.toLowerCase());
}

/** The overrides that the parameters of a URL request (S400.8). If a flag appears twice, the last one counts. */
export function readOverrideParams(
  params: Iterable<readonly [string, string]>,
  prefix: string = DEFAULT_PARAM_PREFIX,
): ParamOverride[] {
  const found = new Map<string, string>();
  for (const [name, text] of params) {
    if (name.startsWith(prefix) && name.length > prefix.length) {
      found.set(name.slice(prefix.length), text);
    }
  }
  return [...found].map(([flagKey, text]) => ({ flagKey, value: readBoolean(text) ?? text, text }));
}

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
