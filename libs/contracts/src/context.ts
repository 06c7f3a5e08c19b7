import { z } from 'zod';
import { MAX_ATTRIBUTES } from './guards.ts';

export type AttributeValue = string | number | boolean | readonly string[] | null | undefined;

/** What the caller claims of whom it asks for, so never trusted further than that. Dates are ISO 8601 text. */
export type EvaluationContext = {
  readonly userId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly testRunId?: string | undefined;
  readonly [attribute: string]: AttributeValue;
};

/**
 * A context as it comes over the wire. Only its size is checked: what is inside an attribute cannot do harm, since a
 * clause on a value of the wrong type does not hold and a wrong id answers `INVALID_CONTEXT` (W39.9).
 */
export const EvaluationContext = z.custom<EvaluationContext>(
  (value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length <= MAX_ATTRIBUTES,
  `must be an object of at most ${MAX_ATTRIBUTES} attributes`,
);
