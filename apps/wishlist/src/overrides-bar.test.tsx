import { createFlagClient, type FlagClient, type OverridesState } from '@burgee/client';
import { FlagKey } from '@burgee/contracts';
import { FeatureFlagProvider } from '@burgee/react';
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { OverridesBar } from './overrides-bar.tsx';

afterEach(cleanup);

const SET: OverridesState = {
  status: 'set',
  sessionId: 'session-1',
  overrides: [
    { flagKey: FlagKey.parse('wishlist-gallery'), value: true, expiresAt: '2026-11-22T06:00:00.000Z' },
    { flagKey: FlagKey.parse('colour'), value: 'blue', expiresAt: '2026-11-22T06:00:00.000Z' },
    { flagKey: FlagKey.parse('plan'), value: { seats: 3 }, expiresAt: '2026-11-22T06:00:00.000Z' },
  ],
};
const REFUSED: OverridesState = { status: 'refused', overrides: [], problem: 'There is no flag "a" in development.' };

describe('S400.8 the bar of overrides', () => {
  it.each(['none', 'asking'] as const)('is not there while there is nothing to show: %s', (status) => {
    show({ status, overrides: [] });

    expect(screen.queryByRole('region')).toBeNull();
  });

  it('names each flag and its value', () => {
    show(SET);

    const bar = within(screen.getByRole('region', { name: 'Overrides' }));
    expect(bar.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
      'wishlist-gallery = true',
      'colour = blue',
      'plan = {"seats":3}',
    ]);
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('clears all of them', () => {
    const shown = show(SET);
    fireEvent.click(screen.getByRole('button', { name: 'Clear' }));
    expect(shown.cleared()).toBe(1);

    shown.become({ status: 'none', overrides: [] });
    expect(screen.queryByRole('region')).toBeNull();
  });

  it('says why what was asked for is not set, until that is dismissed', () => {
    const shown = show(REFUSED);
    expect(screen.getByRole('alert').textContent).toBe('There is no flag "a" in development.');
    fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(screen.queryByRole('alert')).toBeNull();

    shown.become({ ...REFUSED, problem: 'Something else.' });
    expect(screen.getByRole('alert').textContent).toBe('Something else.');
  });

  it('says it again where clearing fails once more for a reason that was dismissed', () => {
    show({ ...SET, problem: 'The server did not answer.' });
    fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(screen.queryByRole('alert')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Clear' }));

    expect(screen.getByRole('alert').textContent).toContain('The server did not answer.');
  });
});

/** The bar, with a client that stays offline and says of its overrides what the test wants. */
function show(first: OverridesState) {
  let state = first;
  let cleared = 0;
  const listeners = new Set<() => void>();
  const offline = createFlagClient({ url: '', connect: false });
  const client: FlagClient = {
    ...offline,
    overrides: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    clearOverrides: async () => void cleared++,
  };
  render(
    <FeatureFlagProvider client={client}>
      <OverridesBar />
    </FeatureFlagProvider>,
  );
  return {
    cleared: () => cleared,
    become: (next: OverridesState) =>
      act(() => {
        state = next;
        for (const listener of listeners) listener();
      }),
  };
}
