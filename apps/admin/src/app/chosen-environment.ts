const NAME = 'burgee-environment';

/** The environment of last time, for addresses that name none. Browsers may refuse to keep anything. */
export function readChosenEnvironment(): string | null {
  try {
    return localStorage.getItem(NAME);
  } catch {
    return null;
  }
}

export function rememberEnvironment(key: string): void {
  try {
    localStorage.setItem(NAME, key);
  } catch {
    // Then the first one is chosen next time.
  }
}
