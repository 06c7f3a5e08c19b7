import type { FlagServerProblem, FlagServerProblemCode } from './flag-server-types.ts';

/** Reports problems. One that lasts is reported once, until it is resolved. */
export type Problems = {
  report(problem: FlagServerProblem): void;
  resolve(...codes: readonly FlagServerProblemCode[]): void;
};

/** Flags have few problems. Without a limit, an application that invents contexts or keys would fill the memory. */
const MAX_LASTING = 1_000;

export function createProblems(onProblem: ((problem: FlagServerProblem) => unknown) | undefined): Problems {
  const lasting = new Map<string, FlagServerProblemCode>();
  return {
    report: (problem) => {
      const { code, flagKey = '' } = problem;
      const place = `${code} ${flagKey}`;
      if (lasting.has(place)) return;
      if (lasting.size < MAX_LASTING) lasting.set(place, code);
      callSafely(onProblem, problem);
    },
    resolve: (...codes) => {
      for (const [place, code] of lasting) if (codes.includes(code)) lasting.delete(place);
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
