import { sessionOverrides } from '@burgee/client/overrides';
import { act, render, screen } from '@testing-library/react';
import { StrictMode } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { clearPage, Overrides, Status, WithFlags } from './test-page.tsx';
import { aServer } from './test-server.ts';

afterEach(clearPage);

describe('S400.8 useFlagOverrides', () => {
  const overrides = sessionOverrides({ search: '?ff_banner=on' });

  it('re-renders with the overrides of this session and clears them', async () => {
    const server = aServer({ banner: true });
    render(
      <WithFlags server={server} overrides={overrides}>
        <Overrides />
      </WithFlags>,
    );
    await screen.findByText('set: banner');
    act(() => screen.getByRole('button', { name: 'Clear' }).click());

    await screen.findByText('none:');
  });

  it('sets the overrides only once in StrictMode', async () => {
    const server = aServer({ banner: true });
    render(
      <StrictMode>
        <WithFlags server={server} overrides={overrides}>
          <Overrides />
        </WithFlags>
      </StrictMode>,
    );
    await screen.findByText('set: banner');

    expect(server.overridden()).toBe(1);
  });

  it('returns why the server refused', async () => {
    const server = aServer({ banner: true });
    server.state.refusal = 'The environment "production" does not permit session overrides.';
    render(
      <WithFlags server={server} overrides={overrides}>
        <Overrides />
      </WithFlags>,
    );

    await screen.findByText(
      'refused: Nothing was overridden. The environment "production" does not permit session overrides.',
    );
  });

  it('has none without the option, and clearing them does nothing', async () => {
    const server = aServer({ banner: true });
    render(
      <WithFlags server={server}>
        <Overrides />
        <Status />
      </WithFlags>,
    );
    await screen.findByText('ready 1 live');
    await act(async () => screen.getByRole('button', { name: 'Clear' }).click());

    expect(screen.getByText('none:')).toBeDefined();
    expect(server.requests.filter(({ path }) => path.startsWith('session-overrides'))).toEqual([]);
  });
});
