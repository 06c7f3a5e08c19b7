/** The latest moment at which a caller must get its response. */
export type AnswerLimit = {
  /** Resolves when the time is up. */
  readonly isDue: Promise<void>;
  /** Restarts the timer, for long work that progresses step by step. */
  readonly renew: () => void;
  readonly stop: () => void;
};

export function startAnswerLimit(ms: number): AnswerLimit {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  return { isDue: promise, renew: () => void timer.refresh(), stop: () => clearTimeout(timer) };
}
