import { z } from 'zod';
import { MAX_ATTRIBUTES, problemOfShape } from './guards.ts';
import { INVALID_CONTEXT, normalizeContext } from './normalize-context.ts';

export type AttributeValue = string | number | boolean | readonly string[] | null | undefined;

type Ids = {
  readonly userId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly testRunId?: string | undefined;
};

/** What the caller claims of whom it asks for, so never trusted further than that. Dates are ISO 8601 text. */
export type EvaluationContext = Ids & { readonly [attribute: string]: AttributeValue };

/** A context as an application may pass it: `normalizeContext` makes ISO 8601 text of its dates. */
export type ContextInput = Ids & { readonly [attribute: string]: AttributeValue | Date };

/** Whether `value` is a context that can be sent. A wrong id or an attribute of no use is a matter of the answer. */
export function isContext(value: unknown): value is EvaluationContext {
  const context = normalizeContext(value);
  return context !== INVALID_CONTEXT && problemOfShape(context) === undefined;
}

export const EvaluationContext = z.custom<EvaluationContext>(
  isContext,
  `must be an object of at most ${MAX_ATTRIBUTES} attributes`,
);

/**
 * A context as it arrives over the wire. Only its size can fail the request. Anything else that is not a context becomes
 * `INVALID_CONTEXT`, which each flag answers, as in process (W39.9).
 */
export const ClaimedContext = z
  .custom<EvaluationContext>(
    (value) => typeof value !== 'object' || value === null || problemOfShape(value) === undefined,
    `must be an object of at most ${MAX_ATTRIBUTES} attributes`,
  )
  .transform(normalizeContext);
