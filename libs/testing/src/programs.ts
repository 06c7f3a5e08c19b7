import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where the first of `names` that stands on the PATH is, or undefined. */
export function findProgram(...names: string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

export function findRedisServer(): string | undefined {
  return findProgram('redis-server');
}

/** Debian keeps it where only the PATH of root looks. */
export function findPgBouncer(): string | undefined {
  return findProgram('pgbouncer') ?? ['/usr/sbin/pgbouncer'].find(isExecutable);
}

/** `CHROMIUM_PATH` decides where it is set, even if nothing is there: a wrong path must not pass for another browser. */
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

// Nx runs this file to learn what this machine has: results from before Redis or PgBouncer was installed must not stand (nx.json).
if (import.meta.main) console.log(findRedisServer(), findPgBouncer(), findChromium());
