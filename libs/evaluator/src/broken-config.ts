/** Says why a flag or segment cannot be evaluated. `path` is the place of the problem within it. */
export class BrokenConfig extends Error {
  readonly path: readonly (string | number)[];
  constructor(message: string, path: readonly (string | number)[] = []) {
    super(message);
    this.path = path;
  }
}

/** Runs `compile` and prefixes the path of a `BrokenConfig` that it throws. */
export function withPath<T>(path: readonly (string | number)[], compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    if (error instanceof BrokenConfig) throw new BrokenConfig(error.message, [...path, ...error.path]);
    throw error;
  }
}
