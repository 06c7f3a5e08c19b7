import { MAX_ANSWER_DEPTH } from './guards.ts';

/** A flag's value as JSON represents it. */
export type WireValue = string | number | boolean | null | WireValue[] | { [name: string]: WireValue };

/** The answer for one flag as an SDK reads it. Texts instead of unions: a later server may send other reasons. */
export type WireEvaluation = {
  readonly value?: WireValue | undefined;
  readonly variant?: string | undefined;
  /** The boolean view of any flag. */
  readonly enabled: boolean;
  readonly reason: string;
  readonly errorCode?: string | undefined;
};

/** All answers for one context, as `POST /api/config/evaluate` sends them and as a bootstrap contains them. */
export type WireFlags = {
  readonly environment: string;
  readonly version: number;
  /** The server's time at the answer. Instants are ISO 8601 texts. */
  readonly evaluatedAt?: string | undefined;
  /** The earliest instant at which the answer may change without a new version. */
  readonly nextChangeAt?: string | undefined;
  readonly flags: { readonly [flagKey: string]: WireEvaluation };
};

/**
 * Whether a value that `JSON.parse` returned has this shape. It may have unknown fields. Written by hand, because a schema
 * library is many times as large as the client; a property compares it with the schema.
 */
export function isWireFlags(payload: unknown): payload is WireFlags {
  return (
    nestsAtMost(payload, MAX_ANSWER_DEPTH) &&
    isObject(payload) &&
    typeof payload['environment'] === 'string' &&
    isVersion(payload['version']) &&
    isOptionalText(payload['evaluatedAt']) &&
    isOptionalText(payload['nextChangeAt']) &&
    isObject(payload['flags']) &&
    Object.values(payload['flags']).every(isWireEvaluation)
  );
}

function isWireEvaluation(answer: unknown): boolean {
  return (
    isObject(answer) &&
    typeof answer['enabled'] === 'boolean' &&
    typeof answer['reason'] === 'string' &&
    isOptionalText(answer['variant']) &&
    isOptionalText(answer['errorCode'])
  );
}

/** Whether `value` is the version of a ruleset. */
export function isVersion(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isOptionalText(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value nests at most `levels` levels deep. Stops there, so that no depth overflows the stack. */
function nestsAtMost(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((inner) => nestsAtMost(inner, levels - 1));
}
