import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

type Dispatcher = { getCacheForType<T>(create: () => T): T };
type Internals = {
  readonly __SERVER_INTERNALS_DO_NOT_USE_OR_WARN_USERS_THEY_CANNOT_UPGRADE: { A: Dispatcher | null };
};

/**
 * Gives `render` a cache of its own, as React does for each request of server components.
 *
 * @param react the React of a program that runs with the condition `react-server`.
 */
export async function inReactRequest<T>(react: object, render: () => Promise<T>): Promise<T> {
  const caches = new Map<() => unknown, unknown>();
  const getCacheForType = <T>(create: () => T): T => {
    if (!caches.has(create)) caches.set(create, create());
    return caches.get(create) as T;
  };
  const shared = (react as Internals).__SERVER_INTERNALS_DO_NOT_USE_OR_WARN_USERS_THEY_CANNOT_UPGRADE;
  shared.A = { getCacheForType };
  try {
    return await render();
  } finally {
    shared.A = null;
  }
}

/**
 * Runs a program as a framework runs server components. Workspace packages are loaded from their sources, so that
 * nothing needs to be built first.
 *
 * @returns the JSON that the program prints.
 */
export async function runServerComponents(program: URL): Promise<unknown> {
  const conditions = ['react-server', '@burgee/source'].map((name) => `--conditions=${name}`);
  const { stdout } = await promisify(execFile)(process.execPath, [...conditions, fileURLToPath(program)]);
  return JSON.parse(stdout);
}
