import {
  EvaluatedFlags,
  freezeJson,
  isDeeperThan,
  isSameJson,
  MAX_ANSWER_DEPTH,
  type EnvironmentKey,
  type PublicEvaluation,
  type RulesetVersion,
} from '@burgee/contracts';

/** The answers for one context, at one version of one environment. Frozen, and only ever replaced. */
export type Answers = {
  readonly environment: EnvironmentKey;
  readonly version: RulesetVersion;
  readonly flags: ReadonlyMap<string, PublicEvaluation>;
  /** When time alone changes any of them; `undefined` if it does not. */
  readonly nextChange: NextChange | undefined;
};

type NextChange = {
  /** As the server sent it. */
  readonly at: string;
  /** How long after the evaluation, by the server's own clock, in milliseconds: this device's clock may be wrong by minutes. */
  readonly afterMs: number;
};

export type Taken = { readonly answers: Answers } | { readonly problem: string };

/** What a payload must agree with before it replaces anything. */
export type Expected = {
  /** The environment that was asked for by name. */
  readonly environment: string | undefined;
  readonly held: Answers | undefined;
};

/**
 * Returns the answers in `payload`, or why they must not replace what is held (R14).
 *
 * Unknown is not off: an empty answer is accepted only at a higher version than the one held, as when the last flag of an
 * environment was deleted. At the same version it contradicts what the server said before (ADR 0041).
 *
 * Values that did not change keep their identity, so that a refetch re-renders nothing.
 */
export function takeAnswers(payload: unknown, { environment: asked, held }: Expected): Taken {
  // Checked first: recursive readers would overflow the stack.
  if (isDeeperThan(payload, MAX_ANSWER_DEPTH)) {
    return { problem: `The server sent values that nest deeper than ${MAX_ANSWER_DEPTH} levels.` };
  }
  const parsed = EvaluatedFlags.safeParse(payload);
  if (!parsed.success) return { problem: 'The server sent something else than evaluated flags.' };
  const { environment, version } = parsed.data;
  const problem = problemOf(parsed.data, asked, held);
  if (problem !== undefined) return { problem };
  const entries = Object.entries(freezeJson(parsed.data.flags)).map(
    ([key, answer]) => [key, unlessSame(answer, held?.flags.get(key))] as const,
  );
  const isSame =
    held?.flags.size === entries.length && entries.every(([key, answer]) => answer === held.flags.get(key));
  const flags = isSame ? held.flags : sharedMap(entries);
  return { answers: { environment, version, flags, nextChange: nextChangeOf(parsed.data) } };
}

function problemOf(
  { environment, version, flags }: EvaluatedFlags,
  asked: string | undefined,
  held: Answers | undefined,
): string | undefined {
  if (asked !== undefined && environment !== asked) {
    return `The server answered for ${environment}; ${asked} was asked for.`;
  }
  if (!held) return undefined;
  if (environment !== held.environment) {
    return `The server answered for ${environment}; what is held is of ${held.environment}.`;
  }
  if (version < held.version) return `The server answered at version ${version}; version ${held.version} is held.`;
  const isEmptied = held.flags.size > 0 && Object.keys(flags).length === 0;
  if (isEmptied && version === held.version) {
    return `The server answered without any flag at version ${version}, at which flags are held.`;
  }
  return undefined;
}

function nextChangeOf({ evaluatedAt, nextChangeAt }: EvaluatedFlags): NextChange | undefined {
  if (evaluatedAt === undefined || nextChangeAt === undefined) return undefined;
  const afterMs = Date.parse(nextChangeAt) - Date.parse(evaluatedAt);
  return afterMs > 0 ? { at: nextChangeAt, afterMs } : undefined;
}

function unlessSame(answer: PublicEvaluation, before: PublicEvaluation | undefined): PublicEvaluation {
  if (!before) return answer;
  if (isSameJson(answer, before)) return before;
  return isSameJson(answer.value, before.value) ? freezeJson({ ...answer, value: before.value }) : answer;
}

/** Every reader is given the same map: nobody may change it for the others. */
function sharedMap(entries: Iterable<readonly [string, PublicEvaluation]>): ReadonlyMap<string, PublicEvaluation> {
  const map = new Map(entries);
  for (const name of ['set', 'delete', 'clear']) Object.defineProperty(map, name, { value: refuseChange });
  return Object.freeze(map);
}

function refuseChange(): never {
  throw new TypeError('The flags of a client cannot be changed.');
}
