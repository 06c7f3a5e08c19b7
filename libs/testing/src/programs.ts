import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Returns the path of the first of `names` found on the PATH. */
export function findProgram(...names: string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

export function findRedisServer(): string | undefined {
  return findProgram('redis-server');
}

/** Debian installs it in a folder that is only on root's PATH. */
export function findPgBouncer(): string | undefined {
  return findProgram('pgbouncer') ?? ['/usr/sbin/pgbouncer'].find(isExecutable);
}

/** If set, `CHROMIUM_PATH` decides even if it is wrong: another browser must not take its place silently. */
export function findChromium(): string | undefined {
  const { CHROMIUM_PATH } = process.env;
  if (CHROMIUM_PATH) return isExecutable(CHROMIUM_PATH) ? CHROMIUM_PATH : undefined;
  return findProgram('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable');
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

// Nx runs this file to learn which programs exist: cached results from before an installation must not count (nx.json).
if (import.meta.main) console.log(findRedisServer(), findPgBouncer(), findChromium());
