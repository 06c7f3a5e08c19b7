import { setTimeout as pause } from 'node:timers/promises';

/** Ends tests that hang. It asserts nothing about speed: a busy machine may need seconds for what usually takes milliseconds. */
const WITHIN_MS = 45_000;
const EVERY_MS = 20;

/**
 * Repeats `check` until it no longer throws, and returns its result.
 *
 * @throws what the last attempt threw, after 45 s.
 */
export async function eventually<T>(check: () => T | Promise<T>, everyMs = EVERY_MS): Promise<T> {
  const endsAt = performance.now() + WITHIN_MS;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > endsAt) throw error;
    }
    await pause(everyMs);
  }
}
