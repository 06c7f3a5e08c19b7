import { z } from 'zod';
import { MAX_ATTRIBUTES, problemOfShape } from './guards.ts';
import { INVALID_CONTEXT, normalizeContext } from './normalize-context.ts';

/** A date becomes ISO 8601 text; see `normalizeContext`. */
export type AttributeValue = string | number | boolean | Date | readonly string[] | null | undefined;

/** The caller's claims about the user that it evaluates for. Never trusted as proof of identity. */
export type EvaluationContext = {
  readonly userId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly testRunId?: string | undefined;
  readonly [attribute: string]: AttributeValue;
};

/** Whether `value` is a context that can be sent. Invalid ids and useless attributes are reported in the answer. */
export function isContext(value: unknown): value is EvaluationContext {
  const context = normalizeContext(value);
  return context !== INVALID_CONTEXT && problemOfShape(context) === undefined;
}

export const EvaluationContext = z.custom<EvaluationContext>(
  isContext,
  `must be an object of at most ${MAX_ATTRIBUTES} attributes`,
);

/**
 * A context as it arrives over the wire. Only its size can fail the request. Any other invalid context becomes
 * `INVALID_CONTEXT`, an error that each flag returns, as it does in process (W39.9).
 */
export const ClaimedContext = z
  .custom<EvaluationContext>(
    (value) => typeof value !== 'object' || value === null || problemOfShape(value) === undefined,
    `must be an object of at most ${MAX_ATTRIBUTES} attributes`,
  )
  .transform(normalizeContext);
