import { createFlagClient, type OverrideSession } from '@burgee/client';
import { NO_OVERRIDES, type OverridesState } from '@burgee/client/overrides';
import { FlagProvider } from '@burgee/react';
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { flags } from './flags.ts';
import { OverridesBar } from './overrides-bar.tsx';

afterEach(cleanup);

const SET: OverridesState = {
  status: 'set',
  sessionId: 'session-1',
  overrides: [
    { flagKey: 'wishlist-gallery', value: true, expiresAt: '2026-11-22T06:00:00.000Z' },
    { flagKey: 'color', value: 'blue', expiresAt: '2026-11-22T06:00:00.000Z' },
    { flagKey: 'plan', value: { seats: 3 }, expiresAt: '2026-11-22T06:00:00.000Z' },
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

const NO_SESSION: OverrideSession = {
  state: () => NO_OVERRIDES,
  set: async () => {},
  clear: async () => {},
  prefix: undefined,
  id: () => undefined,
  isAsking: () => false,
  start: () => {},
  stop: () => {},
  follow: () => {},
};

/** Renders the bar with an offline client whose overrides the test controls. */
function renderBar(first: OverridesState) {
  let state = first;
  let cleared = 0;
  let notify = () => {};
  const client = createFlagClient({
    url: '',
    flags,
    connect: false,
    overrides: (_transport, _ownId, onState) => {
      notify = onState;
      return { ...NO_SESSION, state: () => state, clear: async () => void cleared++ };
    },
  });
  render(
    <FlagProvider client={client}>
      <OverridesBar />
    </FlagProvider>,
  );
  return {
    cleared: () => cleared,
    setOverrides: (next: OverridesState) =>
      act(() => {
        state = next;
        notify();
      }),
  };
}
