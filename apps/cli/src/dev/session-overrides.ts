import { checkValue, type EvaluationServices, flagNotFound, valueFromText } from '@burgee/api/evaluation';
import {
  type ClearSessionOverridesInput,
  DomainError,
  type FlagKey,
  isTarget,
  type JsonValue,
  MAX_TEMPORARY_MS,
  normalizeContext,
  type OverrideOf,
  type SessionOverrides,
  type SetSessionOverridesInput,
  TargetId,
} from '@burgee/contracts';
import { overridesFor } from '@burgee/evaluator';
import type { FlagBoard } from './flag-board.ts';

/** The overrides that browsers set for their own sessions, such as with the toolbar. They end with the process. */
export type DevSessions = EvaluationServices['overrides'] & {
  /** @throws DomainError FLAG_NOT_FOUND, VALIDATION_FAILED. */
  set(input: SetSessionOverridesInput): SessionOverrides;
  list(sessionId: TargetId): SessionOverrides;
  clear(input: Pick<ClearSessionOverridesInput, 'sessionId' | 'flagKey'>): void;
};

type Held = OverrideOf<'session'>;
type SessionOptions = {
  readonly board: FlagBoard;
  readonly now: () => number;
  readonly newId: () => string;
};

export function createDevSessions({ board, now, newId }: SessionOptions): DevSessions {
  const sessions = new Map<TargetId, ReadonlyMap<FlagKey, Held>>();
  const { environment } = board;

  function overridesOf(sessionId: TargetId): Held[] {
    const held = [...(sessions.get(sessionId)?.values() ?? [])];
    return held.filter(({ expiresAt }) => Date.parse(expiresAt) > now());
  }

  function list(sessionId: TargetId): SessionOverrides {
    const overrides = overridesOf(sessionId).map(({ flagKey, value, expiresAt, reason }) => {
      return { flagKey: flagKey, value, expiresAt, reason };
    });
    return { environment, sessionId, overrides };
  }

  /** A text is parsed by the flag's type, as everywhere. */
  function parseValue(flagKey: FlagKey, value: JsonValue, path: string): JsonValue {
    const { flags } = board.ruleset();
    const flag = flags.find(({ key }) => key === flagKey);
    if (!flag)
      throw flagNotFound(
        flags.map(({ key }) => key),
        environment,
        flagKey,
      );
    return typeof value === 'string' ? valueFromText(flag, value, path) : checkValue(flag, value, path);
  }

  function overrideOf(target: TargetId, flagKey: FlagKey, value: JsonValue): Held {
    const [createdAt, expiresAt] = [now(), now() + MAX_TEMPORARY_MS].map((ms) => new Date(ms).toISOString());
    return {
      ...{ id: newId(), type: 'session', priority: 200, target, flagKey, value, reason: null, broken: [] },
      ...{ createdBy: 'anonymous', createdAt: String(createdAt), expiresAt: String(expiresAt) },
    };
  }

  return {
    set: ({ sessionId = TargetId.parse(newId()), overrides, link }) => {
      if (link !== undefined) throw invalid('link', 'was not signed by this server: burgee dev signs no links');
      const added = overrides.map(({ flagKey, value }, index): [FlagKey, Held] => [
        flagKey,
        overrideOf(sessionId, flagKey, parseValue(flagKey, value, `overrides.${index}.value`)),
      ]);
      sessions.set(sessionId, new Map([...(sessions.get(sessionId) ?? []), ...added]));
      board.raise();
      // Nobody else can reach this server, so that the token need not prove anything.
      return { ...list(sessionId), token: 'dev' };
    },
    list,
    clear: ({ sessionId, flagKey }) => {
      const left = [...(sessions.get(sessionId) ?? [])].filter(([key]) => flagKey !== undefined && key !== flagKey);
      sessions.set(sessionId, new Map(left));
      board.raise();
    },
    forContext: (_environment, context) => {
      const { sessionId } = normalizeContext(context);
      const held = isTarget(sessionId) ? overridesOf(TargetId.parse(sessionId)) : [];
      return held.length > 0 ? overridesFor(held, context) : undefined;
    },
    ofId: (_environment, type, id) =>
      new Map(type === 'session' ? overridesOf(id).map((override) => [override.flagKey, override]) : []),
  };
}

function invalid(path: string, message: string): DomainError {
  return new DomainError({ code: 'VALIDATION_FAILED', details: [{ path, message }] });
}
