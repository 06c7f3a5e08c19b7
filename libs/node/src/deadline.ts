/** One time limit for several waits in a row. */
export type Deadline = {
  /**
   * Returns what `value` becomes, for anything with a `then` method.
   *
   * @throws Error that names `what` at the end of the time; the reason if `value` rejects earlier. A later rejection is
   *   ignored.
   */
  wait<T>(what: string, value: T | PromiseLike<T>): Promise<T>;
  /** Stops the timer. Call it after the last wait. */
  stop(): void;
};

const TIME_IS_UP = Symbol('time is up');

/** @param limitMs from the first wait for a promise, because other waits take no time. */
export function createDeadline(limitMs: number): Deadline {
  let timer: NodeJS.Timeout | undefined;
  let end: Promise<typeof TIME_IS_UP> | undefined;
  const waitForEnd = () =>
    (end ??= new Promise((resolve) => {
      timer = setTimeout(resolve, limitMs, TIME_IS_UP);
    }));
  return {
    wait: async (what, value) => {
      if (!isThenable(value)) return value;
      const settled = await Promise.race([value, waitForEnd()]);
      if (settled === TIME_IS_UP) throw new Error(`${what} did not settle within ${limitMs / 1_000} s.`);
      return settled;
    },
    stop: () => clearTimeout(timer),
  };
}

/** Some libraries have promises of their own, such as queries that run when they are awaited. */
function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return false;
  return 'then' in value && typeof value.then === 'function';
}
