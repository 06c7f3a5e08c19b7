import { createFlagClient, type FlagClient, type OverridesState } from '@burgee/client';
import { FlagKey } from '@burgee/contracts';
import { FeatureFlagProvider } from '@burgee/react';
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { flags } from './flags.ts';
import { OverridesBar } from './overrides-bar.tsx';

afterEach(cleanup);

const SET: OverridesState = {
  status: 'set',
  sessionId: 'session-1',
  overrides: [
    { flagKey: FlagKey.parse('wishlist-gallery'), value: true, expiresAt: '2026-11-22T06:00:00.000Z' },
    { flagKey: FlagKey.parse('color'), value: 'blue', expiresAt: '2026-11-22T06:00:00.000Z' },
    { flagKey: FlagKey.parse('plan'), value: { seats: 3 }, expiresAt: '2026-11-22T06:00:00.000Z' },
  ],
};
const REFUSED: OverridesState = { status: 'refused', overrides: [], problem: 'There is no flag "a" in development.' };

describe('S400.8 the overrides bar', () => {
  it.each(['none', 'asking'] as const)('is hidden while there are no overrides: %s', (status) => {
    renderBar({ status, overrides: [] });

    expect(screen.queryByRole('region')).toBeNull();
  });

  it('shows each flag and its value', () => {
    renderBar(SET);

    const bar = within(screen.getByRole('region', { name: 'Overrides' }));
    expect(bar.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
      'wishlist-gallery = true',
      'color = blue',
      'plan = {"seats":3}',
    ]);
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('clears all overrides', () => {
    const shown = renderBar(SET);
    fireEvent.click(screen.getByRole('button', { name: 'Clear overrides' }));
    expect(shown.cleared()).toBe(1);

    shown.setOverrides({ status: 'none', overrides: [] });
    expect(screen.queryByRole('region')).toBeNull();
  });

  it('shows why overrides were refused until dismissed', () => {
    const shown = renderBar(REFUSED);
    expect(screen.getByRole('alert').textContent).toBe('There is no flag "a" in development.');
    fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(screen.queryByRole('alert')).toBeNull();

    shown.setOverrides({ ...REFUSED, problem: 'Something else.' });
    expect(screen.getByRole('alert').textContent).toBe('Something else.');
  });

  it('shows a dismissed problem again if clearing fails for the same reason', () => {
    renderBar({ ...SET, problem: 'The server did not answer.' });
    fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(screen.queryByRole('alert')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Clear overrides' }));

    expect(screen.getByRole('alert').textContent).toContain('The server did not answer.');
  });
});

/** Renders the bar with an offline client whose overrides the test controls. */
function renderBar(first: OverridesState) {
  let state = first;
  let cleared = 0;
  const listeners = new Set<() => void>();
  const offline = createFlagClient({ url: '', flags, connect: false });
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
    setOverrides: (next: OverridesState) =>
      act(() => {
        state = next;
        for (const listener of listeners) listener();
      }),
  };
}
