import { instanceScopedName } from './server-url.ts';

const storageKey = () => instanceScopedName('burgee-environment');

/** The last chosen environment, for URLs without one. `null` if the browser refuses storage. */
export function readChosenEnvironment(): string | null {
  try {
    return localStorage.getItem(storageKey());
  } catch {
    return null;
  }
}

export function rememberEnvironment(key: string): void {
  try {
    localStorage.setItem(storageKey(), key);
  } catch {
    // Storage is refused: the next visit starts with the first environment.
  }
}
