import type { FlagServer } from './flag-server-types.ts';

/** How long `ready()` waits, in milliseconds. */
const READY_WITHIN_MS = 3_000;

/**
 * Resolves once there are flags of the server; if the server fails, of a snapshot; at the latest after 3 s. The timer keeps
 * the process alive, because somebody waits for it.
 */
export async function whenReady({ status, subscribe }: Pick<FlagServer, 'status' | 'subscribe'>): Promise<void> {
  const isReady = () => {
    const { source, error } = status();
    return source === 'server' || (source === 'snapshot' && error !== undefined);
  };
  if (isReady()) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      unsubscribe();
      resolve();
    };
    const timer = setTimeout(done, READY_WITHIN_MS);
    const unsubscribe = subscribe(() => isReady() && done());
  });
}
