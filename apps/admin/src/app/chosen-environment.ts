import { ownName } from './server-url.ts';

const name = () => ownName('burgee-environment');

/** The environment of last time, for addresses that name none. Browsers may refuse to keep anything. */
export function readChosenEnvironment(): string | null {
  try {
    return localStorage.getItem(name());
  } catch {
    return null;
  }
}

export function rememberEnvironment(key: string): void {
  try {
    localStorage.setItem(name(), key);
  } catch {
    // Then the first one is chosen next time.
  }
}
