import { vi } from 'vitest';

/** Flushes microtasks and timers that are due. For tests with fake timers. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await vi.advanceTimersByTimeAsync(0);
}

/** Flushes microtasks until `isSo` holds. */
export async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 500 && !isSo(); turn++) await vi.advanceTimersByTimeAsync(0);
  if (!isSo()) throw new Error(`this never became true: ${isSo.toString()}`);
}

/** A promise with its resolvers. */
export function aGate<T = void>() {
  return Promise.withResolvers<T>();
}
