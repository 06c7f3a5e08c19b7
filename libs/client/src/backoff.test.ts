import { describe, expect, it } from 'vitest';
import { retryDelayMs } from './backoff.ts';

const lost = { message: 'fetch failed' };
const almostOne = 1 - Number.EPSILON;

describe('R10 the delay before a reconnect', () => {
  it('doubles from 1 s to 30 s', () => {
    const longest = [1, 2, 3, 4, 5, 6, 7, 2_000].map((attempt) =>
      Math.ceil(retryDelayMs(attempt, lost, almostOne) / 1000),
    );

    expect(longest).toEqual([1, 2, 4, 8, 16, 30, 30, 30]);
  });

  it('is random between 0 and that, so that clients do not return simultaneously', () => {
    expect([0, 0.25, 0.5, 0.75].map((random) => retryDelayMs(3, lost, random))).toEqual([0, 1_000, 2_000, 3_000]);
  });

  it('is never less than the server demands, and spread over half of that', () => {
    expect(retryDelayMs(1, { ...lost, status: 403, retryAfterMs: 7_000 }, 0)).toBe(7_000);
    expect(retryDelayMs(9, { ...lost, status: 503, retryAfterMs: 7_000 }, almostOne)).toBeCloseTo(10_500);
  });
});
