/** Says why a flag or segment as it stands cannot be evaluated. `path` leads to the place within it. */
export class BrokenConfig extends Error {
  readonly path: readonly (string | number)[];
  constructor(message: string, path: readonly (string | number)[] = []) {
    super(message);
    this.path = path;
  }
}

/** Runs `compile`; what it finds broken is said with the place. */
export function at<T>(path: readonly (string | number)[], compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    if (error instanceof BrokenConfig) throw new BrokenConfig(error.message, [...path, ...error.path]);
    throw error;
  }
}
