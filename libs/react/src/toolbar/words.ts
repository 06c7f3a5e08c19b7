import type { Answer, Value } from './client-state.ts';

const REASONS = new Map(
  Object.entries({
    STATIC: 'The same for everyone.',
    SPLIT: 'Chosen by percentage.',
    TARGETING_MATCH: 'A rule matched.',
    OVERRIDE: 'Overridden on the server.',
    DEFAULT: 'No rule matched.',
    DISABLED: 'Switched off.',
    EXPIRED: 'The flag has expired.',
    PREREQUISITE_FAILED: 'A prerequisite is not met.',
    ERROR: 'The flag could not be evaluated.',
  }),
);

const ERRORS = new Map(
  Object.entries({
    FLAG_NOT_FOUND: 'The flag does not exist.',
    INVALID_CONTEXT: 'The context is not valid.',
    TYPE_MISMATCH: 'The value does not match the type of the flag.',
    FLAG_BROKEN: 'The stored flag is broken and cannot be evaluated.',
  }),
);

export type FlagFacts = {
  readonly answer: Answer | undefined;
  /** The override set in this session. */
  readonly override: Value | undefined;
  /** Whether the answers are for the current context and session. */
  readonly isFresh: boolean;
};

/** Explains the flag's value. */
export function flagReason({ answer, override, isFresh }: FlagFacts): string {
  if (!answer) return isFresh ? 'Not a flag of this environment. The fallback is used.' : 'Not loaded yet.';
  if (override !== undefined) {
    if (isFresh && isDifferent(override, answer.value)) {
      return 'Your override is set, but an emergency override takes precedence.';
    }
    return 'Overridden by you in this session.';
  }
  // A later server may send other reasons.
  const reason =
    ERRORS.get(answer.errorCode ?? '') ?? REASONS.get(answer.reason) ?? `${answer.errorCode ?? answer.reason}.`;
  return answer.value === undefined ? `${reason} The fallback is used.` : reason;
}

/** Treats JSON objects as equal, because their keys may be in another order. */
function isDifferent(a: Value, b: Value | undefined): boolean {
  return typeof a !== 'object' && a !== b;
}

/** Formats a value as the text of a field, which the server parses again. */
export function valueText(value: Value | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value, undefined, 2) : String(value);
}

export function countWithNoun(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
