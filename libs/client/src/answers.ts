import {
  type EnvironmentKey,
  EvaluatedFlags,
  freezeJson,
  isDeeperThan,
  isSameJson,
  MAX_ANSWER_DEPTH,
  type PublicEvaluation,
  type RulesetVersion,
} from '@burgee/contracts';

/** The answers for one context at one version of one environment. Frozen; new answers replace the whole object. */
export type Answers = {
  readonly environment: EnvironmentKey;
  readonly version: RulesetVersion;
  readonly flags: ReadonlyMap<string, PublicEvaluation>;
  /** When time alone may change any answer; `undefined` if it cannot. */
  readonly nextChange: NextChange | undefined;
};

type NextChange = {
  /** The instant that the server sent. */
  readonly at: string;
  /** Time after the evaluation by the server's own clock, in milliseconds, because this device's clock may be minutes off. */
  readonly afterMs: number;
};

export type Taken = { readonly answers: Answers } | { readonly problem: string };

/** The state that a payload must agree with before it replaces the current answers. */
export type Expected = {
  /** The requested environment, if it was named. */
  readonly environment: string | undefined;
  readonly held: Answers | undefined;
};

/**
 * Returns the answers in `payload`, or why they must not replace the current ones (R14).
 *
 * Unknown is not off: an empty answer is accepted only at a higher version than the current one, such as after the last flag
 * of an environment was deleted. At the same version, it contradicts the server's previous answer (ADR 0041).
 *
 * Unchanged values keep their identity, so that a refetch re-renders nothing.
 */
export function takeAnswers(payload: unknown, { environment: requested, held }: Expected): Taken {
  // Checked first, because recursive readers would overflow the stack.
  if (isDeeperThan(payload, MAX_ANSWER_DEPTH)) {
    return { problem: `The server sent values that nest deeper than ${MAX_ANSWER_DEPTH} levels.` };
  }
  const parsed = EvaluatedFlags.safeParse(payload);
  if (!parsed.success) return { problem: 'The server did not send evaluated flags.' };
  const { environment, version } = parsed.data;
  const problem = findContradiction(parsed.data, requested, held);
  if (problem !== undefined) return { problem };
  const entries = Object.entries(freezeJson(parsed.data.flags)).map(
    ([key, answer]) => [key, reuseIfEqual(answer, held?.flags.get(key))] as const,
  );
  const isSame =
    held?.flags.size === entries.length && entries.every(([key, answer]) => answer === held.flags.get(key));
  const flags = isSame ? held.flags : sharedMap(entries);
  return { answers: { environment, version, flags, nextChange: nextChangeOf(parsed.data) } };
}

function findContradiction(
  { environment, version, flags }: EvaluatedFlags,
  requested: string | undefined,
  held: Answers | undefined,
): string | undefined {
  if (requested !== undefined && environment !== requested) {
    return `The server answered for ${environment} instead of ${requested}.`;
  }
  if (!held) return undefined;
  if (environment !== held.environment) {
    return `The server answered for ${environment}, but the client holds flags of ${held.environment}.`;
  }
  if (version < held.version)
    return `The server answered at version ${version}, but the client holds version ${held.version}.`;
  const isEmptied = held.flags.size > 0 && Object.keys(flags).length === 0;
  if (isEmptied && version === held.version) {
    return `The server sent no flags at version ${version}, but the client holds flags of that version.`;
  }
  return undefined;
}

function nextChangeOf({ evaluatedAt, nextChangeAt }: EvaluatedFlags): NextChange | undefined {
  if (evaluatedAt === undefined || nextChangeAt === undefined) return undefined;
  const afterMs = Date.parse(nextChangeAt) - Date.parse(evaluatedAt);
  return afterMs > 0 ? { at: nextChangeAt, afterMs } : undefined;
}

function reuseIfEqual(answer: PublicEvaluation, before: PublicEvaluation | undefined): PublicEvaluation {
  if (!before) return answer;
  if (isSameJson(answer, before)) return before;
  return isSameJson(answer.value, before.value) ? freezeJson({ ...answer, value: before.value }) : answer;
}

/** All readers share the map, so it must be immutable. */
function sharedMap(entries: Iterable<readonly [string, PublicEvaluation]>): ReadonlyMap<string, PublicEvaluation> {
  const map = new Map(entries);
  for (const name of ['set', 'delete', 'clear']) Object.defineProperty(map, name, { value: refuseChange });
  return Object.freeze(map);
}

function refuseChange(): never {
  throw new TypeError('The flags of a client are read-only.');
}
