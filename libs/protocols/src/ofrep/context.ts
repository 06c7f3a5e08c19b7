import { type EvaluationContext, INVALID_CONTEXT } from '@burgee/contracts';

/** The context of OpenFeature as ours: its `targetingKey` is our `userId`, even if the context has both. */
export function contextFromOpenFeature(given: EvaluationContext): EvaluationContext {
  if (given === INVALID_CONTEXT || !Object.hasOwn(given, 'targetingKey')) return given;
  const { targetingKey, ...attributes } = given;
  // A key that is not text is an invalid id, which the evaluator reports.
  return { ...attributes, userId: targetingKey as string };
}
