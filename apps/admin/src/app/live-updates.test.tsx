import { act, cleanup, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { renderForAdmin } from '../test-app.tsx';
import { LiveUpdates } from './live-updates.tsx';
import { useConnection } from './stores.ts';

const code = vi.hoisted(() => ({ isReachable: false, followChanges: vi.fn() }));
vi.mock('./follow-changes.ts', () => {
  if (!code.isReachable) throw new Error('not reachable');
  return { followChanges: code.followChanges };
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  code.followChanges.mockReset();
});

function Page() {
  return (
    <output>
      {useConnection()}
      <LiveUpdates />
    </output>
  );
}

it('loads its code again after a failure, and follows changes until the page closes', async () => {
  const stop = vi.fn();
  code.followChanges.mockReturnValue(stop);
  renderForAdmin(<Page />, {}, 0);
  await act(() => vi.dynamicImportSettled());
  expect([code.followChanges.mock.calls.length, screen.getByRole('status').textContent]).toEqual([0, 'lost']);
  code.isReachable = true;
  await act(() => vi.advanceTimersByTimeAsync(3_000));
  await act(() => vi.dynamicImportSettled());
  expect([code.followChanges.mock.calls.length, stop.mock.calls.length]).toEqual([1, 0]);
  cleanup();
  expect(stop).toHaveBeenCalledOnce();
});
