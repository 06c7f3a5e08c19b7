/** When a caller must get its answer at the latest. */
export type AnswerLimit = {
  /** Resolves when the time is up. */
  readonly isDue: Promise<void>;
  /** Starts the time again, for long work that goes on step by step. */
  readonly renew: () => void;
  readonly stop: () => void;
};

export function startAnswerLimit(ms: number): AnswerLimit {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  return { isDue: promise, renew: () => void timer.refresh(), stop: () => clearTimeout(timer) };
}
