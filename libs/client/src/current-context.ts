import { type CopiedContext, copyContext, type EvaluationContext, freezeJson, isSameJson } from '@burgee/contracts';

/** The context to evaluate flags for. A copy as JSON represents it, so that the application may change its own object. */
export type CurrentContext = {
  /** Frozen; empty while there is a problem. */
  get(): EvaluationContext;
  /** Why the last context that was set cannot be sent, as a sentence. */
  problem(): string | undefined;
  /** Returns whether the context as JSON differs from the previous one. Never throws. */
  set(given: unknown): boolean;
};

const EMPTY: EvaluationContext = Object.freeze({});

export function createCurrentContext(given: unknown): CurrentContext {
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
