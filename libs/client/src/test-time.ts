import { vi } from 'vitest';

/** Lets everything happen that needs no time to pass. For tests on fake timers. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await vi.advanceTimersByTimeAsync(0);
}

/** Lets happen what needs no time, until `isSo`. */
export async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 500 && !isSo(); turn++) await vi.advanceTimersByTimeAsync(0);
  if (!isSo()) throw new Error(`it never came to: ${isSo.toString()}`);
}
