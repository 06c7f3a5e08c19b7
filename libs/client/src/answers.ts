import { freezeJson, isWireFlags, type WireEvaluation, type WireFlags } from '@burgee/contracts/wire';
import { isSameJson } from './same-json.ts';

/** The answers for one context at one version of one environment. Frozen; new answers replace the whole object. */
export type Answers = {
  readonly sent: WireFlags;
  readonly flags: ReadonlyMap<string, WireEvaluation>;
  /**
   * When time alone may change any answer, in milliseconds after the evaluation by the server's own clock, because this
   * device's clock may be minutes off; `Infinity` if it cannot.
   */
  readonly changesAfterMs: number;
};

/** The source of answers. `stored`: the last known answers of an earlier visit. `default`: there are none. */
export type Source = 'default' | 'bootstrap' | 'stored' | 'server';

/**
 * Returns the answers in `payload`. Unchanged values keep their identity, so that a refetch re-renders nothing.
 *
 * @param payload must come from `JSON.parse`. It is frozen.
 * @param environment the requested environment, if it was named.
 * @param held the current answers.
 * @throws Error if it must not replace the current answers (R14). Unknown is not off: an empty answer is accepted only at a
 * higher version than the current one, such as after the last flag of an environment was deleted. At the same version, it
 * contradicts the server's previous answer (ADR 0041).
 */
export function readAnswers(
  payload: unknown,
  environment: string | undefined,
  held?: Answers,
  source?: Source,
): Answers {
  const sent = parseFlags(payload, environment ?? (source === 'server' ? held?.sent.environment : undefined));
  const before = held?.flags;
  // The server may have been reset since an earlier visit.
  const isBound = held && source !== 'stored' && sent.environment === held.sent.environment;
  if (isBound && isOlderOrEmptied(sent, held)) throw new Error('The answer is old or empty.');
  const flags = new Map<string, WireEvaluation>();
  for (const [flagKey, answer] of Object.entries(sent.flags)) {
    flags.set(flagKey, reuseIfEqual(answer, before?.get(flagKey)));
  }
  const isSame = before?.size === flags.size && [...flags].every(([flagKey, answer]) => answer === before.get(flagKey));
  return freezeJson({ sent, flags: isSame ? before : readOnly(flags), changesAfterMs: changesAfterMs(sent) });
}

/**
 * Returns the frozen payload. @throws Error if it does not contain flags of the environment.
 *
 * @param environment `undefined` accepts any.
 */
export function parseFlags(payload: unknown, environment: string | undefined): WireFlags {
  if (isWireFlags(payload) && (environment ?? payload.environment) === payload.environment) return freezeJson(payload);
  throw new Error('The answer has no such flags.');
}

function isOlderOrEmptied({ version, flags }: WireFlags, held: Answers): boolean {
  const isEmptied = held.flags.size > 0 && Object.keys(flags).length === 0;
  return version < held.sent.version || (version === held.sent.version && isEmptied);
}

function changesAfterMs({ evaluatedAt, nextChangeAt }: WireFlags): number {
  // Not a number without the two.
  const ms = Date.parse(nextChangeAt as string) - Date.parse(evaluatedAt as string);
  return ms > 0 ? ms : Infinity;
}

function reuseIfEqual(answer: WireEvaluation, before: WireEvaluation | undefined): WireEvaluation {
  if (!before) return answer;
  if (isSameJson(answer, before)) return before;
  return isSameJson(answer.value, before.value) ? Object.freeze({ ...answer, value: before.value }) : answer;
}

/** All readers share the map, so it must be immutable, even for a caller with a cast. */
export function readOnly<K, V>(map: Map<K, V>): ReadonlyMap<K, V> {
  return Object.assign(map, { set: undefined, delete: undefined, clear: undefined });
}
