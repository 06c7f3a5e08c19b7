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

/**
 * The answers in `payload`, or why it must not replace `held` (R14): it is no such answer, of another environment, older,
 * or empty where something is held. That last may be true, when an environment's only flags were deleted; far more often
 * it is a server that has lost its data, and unknown is not off.
 *
 * What did not change keeps its identity, so that a refetch re-renders nothing.
 */
export function takeAnswers(payload: unknown, held: Answers | undefined): Taken {
  // Looked at first: what is read recursively would overflow the stack.
  if (isDeeperThan(payload, MAX_ANSWER_DEPTH)) {
    return { problem: `The server sent values that nest deeper than ${MAX_ANSWER_DEPTH} levels.` };
  }
  const parsed = EvaluatedFlags.safeParse(payload);
  if (!parsed.success) return { problem: 'The server sent something else than evaluated flags.' };
  const { environment, version } = parsed.data;
  const flags = freezeJson(parsed.data.flags);
  const nextChange = nextChangeOf(parsed.data);
  if (!held) return { answers: { environment, version, flags: sharedMap(Object.entries(flags)), nextChange } };
  if (environment !== held.environment) {
    return { problem: `The server answered for ${environment}; what is held is of ${held.environment}.` };
  }
  if (version < held.version) {
    return { problem: `The server answered at version ${version}; version ${held.version} is held.` };
  }
  const keys = Object.keys(flags);
  if (keys.length === 0 && held.flags.size > 0) return { problem: 'The server answered without any flag.' };
  const entries = Object.entries(flags).map(([key, answer]) => [key, unlessSame(answer, held.flags.get(key))] as const);
  const isSame = keys.length === held.flags.size && entries.every(([key, answer]) => answer === held.flags.get(key));
  return { answers: { environment, version, flags: isSame ? held.flags : sharedMap(entries), nextChange } };
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
