import { describe, expect, it } from 'vitest';
import { createWindows } from './windows.ts';

describe('F1.10 counting in windows', () => {
  it('allows up to the limit, and then returns the time until the window ends', () => {
    let now = 5;
    const windows = createWindows({ max: 3, windowSec: 60 }, () => now);
    expect(windows.take('ann', 2)).toBe(0);
    now += 10_000;
    expect(windows.take('ann', 1)).toBe(0);
    expect(windows.take('ann', 1)).toBe(50_000);
    now += 49_999;
    expect(windows.take('ann', 1)).toBe(1);
    now += 1;
    expect(windows.take('ann', 3)).toBe(0);
    expect(windows.take('ann', 1)).toBe(60_000);
  });

  it('counts each id on its own', () => {
    const windows = createWindows({ max: 1, windowSec: 60 }, () => 0);
    expect(windows.take('ann', 1)).toBe(0);
    expect(windows.take('bob', 1)).toBe(0);
    expect(windows.take('ann', 1)).toBe(60_000);
  });

  it('keeps counting in windows that began later when it drops ended ones', () => {
    let now = 0;
    const windows = createWindows({ max: 1, windowSec: 60 }, () => now);
    windows.take('ann', 1);
    now = 30_000;
    windows.take('bob', 1);
    now = 60_000;
    expect(windows.take('cid', 1)).toBe(0);
    expect(windows.take('ann', 1)).toBe(0);
    expect(windows.take('bob', 1)).toBe(30_000);
  });
});
