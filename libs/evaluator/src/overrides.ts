import { type EvaluationContext, normalizeContext, type Override, type OverrideOf } from '@burgee/contracts';

/** Overrides for the ids of one context, by flag key. Global and emergency overrides are in the ruleset. */
export type ContextOverrides = {
  readonly session: ReadonlyMap<string, OverrideOf<'session'>>;
  readonly testing: ReadonlyMap<string, OverrideOf<'testing'>>;
  readonly user: ReadonlyMap<string, OverrideOf<'user'>>;
};

/** Selects the overrides for the ids of a context. Never throws: an id that is not valid has none. */
export function overridesFor(overrides: Iterable<Override>, given: EvaluationContext): ContextOverrides {
  const session = new Map<string, OverrideOf<'session'>>();
  const testing = new Map<string, OverrideOf<'testing'>>();
  const user = new Map<string, OverrideOf<'user'>>();
  const found = { session, testing, user };
  const context = normalizeContext(given);
  const { sessionId, testRunId, userId } = context;
  for (const override of overrides) {
    if (override.type === 'session' && override.target === sessionId) session.set(override.flagKey, override);
    if (override.type === 'testing' && override.target === testRunId) testing.set(override.flagKey, override);
    // A user has at most one override per flag. If there are two anyway, exclude wins (W39.2).
    if (
      override.type === 'user' &&
      override.target === userId &&
      user.get(override.flagKey)?.overrideType !== 'exclude'
    ) {
      user.set(override.flagKey, override);
    }
  }
  return found;
}

/** When an override expires, in milliseconds; `Infinity` if it does not. */
export function overrideEnd(override: Override): number {
  if (override.type === 'emergency' || override.expiresAt === null) return Infinity;
  return Date.parse(override.expiresAt);
}
