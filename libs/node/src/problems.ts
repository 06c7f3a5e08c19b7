import type { FlagServerProblem, FlagServerProblemCode } from './flag-server-types.ts';

/** Reports problems. One that lasts is reported once, until it is resolved. */
export type Problems = {
  report(problem: FlagServerProblem): void;
  resolve(...codes: readonly FlagServerProblemCode[]): void;
};

/** Without a limit, an application that invents keys would fill the memory. */
const MAX_FLAGS = 1_000;

export function createProblems(onProblem: ((problem: FlagServerProblem) => unknown) | undefined): Problems {
  /** The keys of the flags that have a problem, or empty text for a problem without a flag. */
  const lasting = new Map<FlagServerProblemCode, Set<string>>();
  return {
    report: (problem) => {
      const { code, flagKey = '' } = problem;
      const flagKeys = lasting.get(code) ?? new Set();
      if (flagKeys.has(flagKey)) return;
      if (flagKeys.size < MAX_FLAGS) lasting.set(code, flagKeys.add(flagKey));
      callSafely(onProblem, problem);
    },
    resolve: (...codes) => {
      for (const code of codes) lasting.delete(code);
    },
  };
}

/** A callback that throws, or that is asynchronous and rejects, must not fail the read of a flag. */
export function callSafely<Args extends readonly unknown[]>(
  callback: ((...args: Args) => unknown) | undefined,
  ...args: Args
): void {
  try {
    // Awaited, because any object with a `then` method may reject.
    Promise.resolve(callback?.(...args)).catch(() => undefined);
  } catch {
    // There is no other place to report it.
  }
}
