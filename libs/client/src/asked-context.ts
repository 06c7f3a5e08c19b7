import { copyContext, freezeJson, isSameJson, type CopiedContext, type EvaluationContext } from '@burgee/contracts';

/** The context that flags are asked for: a copy as JSON carries it, so that the application may change its own object. */
export type AskedContext = {
  /** Empty while there is a problem. Frozen. */
  get(): EvaluationContext;
  /** Why the context that was set last cannot be sent, as a sentence. */
  problem(): string | undefined;
  /** Returns whether JSON would carry something else than before. Never throws. */
  set(given: unknown): boolean;
};

const EMPTY: EvaluationContext = Object.freeze({});

export function createAskedContext(given: unknown): AskedContext {
  let copied: CopiedContext = freezeJson(copyContext(given));
  return {
    get: () => ('context' in copied ? copied.context : EMPTY),
    problem: () => ('problem' in copied ? copied.problem : undefined),
    set: (next) => {
      const before = copied;
      copied = freezeJson(copyContext(next));
      return !isSameJson(before, copied);
    },
  };
}
