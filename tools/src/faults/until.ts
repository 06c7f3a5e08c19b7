import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits until `check` holds, checking it every `everyMs`.
 *
 * @returns how long that took, in milliseconds; NaN if it did not hold within `withinMs`.
 */
export async function until(check: () => boolean | Promise<boolean>, withinMs: number, everyMs = 5): Promise<number> {
  const begun = performance.now();
  while (!(await check())) {
    if (performance.now() - begun > withinMs) return NaN;
    await pause(everyMs);
  }
  return performance.now() - begun;
}
