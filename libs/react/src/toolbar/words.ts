import type { Answer, Value } from './held.ts';

const REASONS = {
  STATIC: 'The same for everybody.',
  SPLIT: 'Dealt out by percentage.',
  TARGETING_MATCH: 'A rule matched.',
  OVERRIDE: 'Overridden on the server.',
  DEFAULT: 'No rule matched.',
  DISABLED: 'Switched off.',
  EXPIRED: 'The flag has expired.',
  PREREQUISITE_FAILED: 'A flag that it needs is not as it must be.',
  ERROR: 'It could not be evaluated.',
} satisfies Record<Answer['reason'], string>;

const ERRORS = {
  FLAG_NOT_FOUND: 'There is no such flag.',
  INVALID_CONTEXT: 'The context is not valid.',
  TYPE_MISMATCH: 'Its value is not of its type.',
  FLAG_BROKEN: 'It is stored in a form that cannot be evaluated.',
} satisfies Record<NonNullable<Answer['errorCode']>, string>;

export type Known = {
  readonly answer: Answer | undefined;
  /** What this session has set. */
  readonly override: Value | undefined;
  /** The answers are those for this context and session. */
  readonly isFresh: boolean;
};

/** Why the flag is as it is. */
export function reasonOf({ answer, override, isFresh }: Known): string {
  if (!answer) return isFresh ? 'No such flag in this environment: the fallback serves.' : 'Not known yet.';
  if (override !== undefined) {
    if (isFresh && isOther(override, answer.value)) return 'Yours is set, but an emergency override goes before it.';
    return 'Overridden by you, in this session.';
  }
  const reason = answer.errorCode ? ERRORS[answer.errorCode] : REASONS[answer.reason];
  return answer.value === undefined ? `${reason} The fallback serves.` : reason;
}

/** Of JSON it cannot tell: its keys may be in another order. */
function isOther(a: Value, b: Value | undefined): boolean {
  return typeof a !== 'object' && a !== b;
}

/** As it stands in a field, and as a server reads it again. */
export function textOf(value: Value | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value, undefined, 2) : String(value);
}

export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
