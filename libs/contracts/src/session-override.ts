import { z } from 'zod';
import { EnvironmentKey, FlagKey, Instant, TargetId } from './ids.ts';
import { SessionOverride } from './override.ts';
import { JsonValue } from './value.ts';

/** What stands before the flag's key in a URL: `?ff_checkout=on`. */
export const DEFAULT_PARAM_PREFIX = 'ff_';
/** The parameter of a signed link. No flag can be meant: it has no prefix of flags. */
export const LINK_PARAM = 'burgee_link';

const MAX_AT_ONCE = 50;

/** One wish of a URL: a boolean where the text is one of its words, else the text as it is. */
export type ParamOverride = { readonly flagKey: string; readonly value: boolean | string; readonly text: string };

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['on', true],
  ['false', false],
  ['0', false],
  ['off', false],
]);

/** `undefined` where the text is none of the words for on and off. */
export function readBoolean(text: string): boolean | undefined {
  return BOOLEANS.get(text.toLowerCase());
}

/** The overrides that the parameters of a URL ask for (S400.8). Of a flag that is named twice the last counts. */
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

/** Proves that a session is the caller's own. The first answer about a session has it. */
const SessionToken = z.string().max(100);

/**
 * Asks for session overrides: by value, or by a signed link. Without `sessionId` a new session begins. A text is read as
 * the flag's type asks: a variant's key, a number, JSON.
 */
export const SetSessionOverridesInput = z.strictObject({
  environment: EnvironmentKey.optional(),
  sessionId: TargetId.optional(),
  token: SessionToken.optional(),
  overrides: z
    .array(z.strictObject({ flagKey: FlagKey, value: JsonValue }))
    .max(MAX_AT_ONCE)
    .default([]),
  /** A signed link: what it says counts beside `overrides`. */
  link: z.string().max(8_000).optional(),
});
export type SetSessionOverridesInput = z.infer<typeof SetSessionOverridesInput>;

export const SessionRef = z.strictObject({
  environment: EnvironmentKey.optional(),
  sessionId: TargetId,
  token: SessionToken.optional(),
});
export type SessionRef = z.infer<typeof SessionRef>;

/** Without `flagKey` all of the session's. */
export const ClearSessionOverridesInput = SessionRef.extend({ flagKey: FlagKey.optional() });
export type ClearSessionOverridesInput = z.infer<typeof ClearSessionOverridesInput>;

/** A session's overrides as its own browser sees them: not who else has any. */
export const SessionOverrides = z.object({
  environment: EnvironmentKey,
  sessionId: TargetId,
  /** Given when overrides are set. Whoever has it may read, change and clear the session's overrides. */
  token: SessionToken.optional(),
  overrides: z.array(SessionOverride.pick({ flagKey: true, value: true, expiresAt: true, reason: true })),
});
export type SessionOverrides = z.infer<typeof SessionOverrides>;

/** What a signed link says (B.15): which overrides, where, until when. */
export const OverrideLink = z.strictObject({
  environment: EnvironmentKey,
  overrides: z
    .array(z.strictObject({ flagKey: FlagKey, value: JsonValue }))
    .min(1)
    .max(MAX_AT_ONCE),
  expiresAt: Instant,
});
export type OverrideLink = z.infer<typeof OverrideLink>;

/** How far away the end of a link may be. */
export const MAX_LINK_MS = 30 * 24 * 60 * 60 * 1000;
