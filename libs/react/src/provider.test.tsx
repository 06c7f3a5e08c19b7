import { createFlagClient } from '@burgee/client';
import { act, render, screen, waitFor } from '@testing-library/react';
import { StrictMode } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FeatureFlagProvider, FlagProvider } from './index.ts';
import { Banner, clearPage, Status, WithFlags } from './test-page.tsx';
import { aServer } from './test-server.ts';

afterEach(clearPage);

describe('FlagProvider', () => {
  it('W9.9 renders its children', () => {
    render(<WithFlags server={aServer({})}>hello</WithFlags>);

    expect(screen.getByText('hello')).toBeDefined();
  });

  it('W9.9 is FeatureFlagProvider', () => {
    expect(FeatureFlagProvider).toBe(FlagProvider);
  });

  it('W9.9 fetches on mount for its context', async () => {
    const server = aServer({ banner: true });
    render(
      <WithFlags server={server} context={{ userId: 'ann' }}>
        <Banner />
      </WithFlags>,
    );
    await screen.findByText('banner is on');

    expect(server.contexts()).toEqual([{ userId: 'ann' }]);
  });

  it('W9.9 refetches on focus, at most once in 5 s while live, and shows the old value in the meantime', async () => {
    const server = aServer({ banner: true });
    let now = 0;
    render(
      <WithFlags server={server} runtime={{ fetch: server.fetch, now: () => now }}>
        <p>
          <Banner />
        </p>
        <Status />
      </WithFlags>,
    );
    await screen.findByText('ready 1 live');
    const delayed = Promise.withResolvers<void>();
    server.state.delay = delayed.promise;
    server.state.values = { banner: false };
    act(() => void window.dispatchEvent(new Event('focus')));
    expect(server.asked()).toBe(1);
    now = 5_000;
    act(() => void window.dispatchEvent(new Event('focus')));
    await waitFor(() => expect(server.asked()).toBe(2));
    expect(screen.getByText('banner is on')).toBeDefined();

    delayed.resolve();
    await screen.findByText('banner is off');
  });

  it('W9.9 does not refetch while the page is hidden or after unmounting', async () => {
    const server = aServer({ banner: true });
    let now = 0;
    const { unmount } = render(
      <WithFlags server={server} runtime={{ fetch: server.fetch, now: () => now }}>
        <Banner />
      </WithFlags>,
    );
    await screen.findByText('banner is on');
    now = 5_000;
    const visibility = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    window.dispatchEvent(new Event('visibilitychange'));
    visibility.mockRestore();
    unmount();
    window.dispatchEvent(new Event('focus'));

    expect(server.asked()).toBe(1);
  });

  it('B.5 shows a change of a flag', async () => {
    const server = aServer({ banner: false });
    render(
      <WithFlags server={server}>
        <Banner />
      </WithFlags>,
    );
    await waitFor(() => expect(server.streams.size).toBe(1));
    act(() => server.publish({ banner: true }));

    await screen.findByText('banner is on');
  });

  it('closes its stream when it is unmounted', async () => {
    const server = aServer({ banner: true });
    const { unmount } = render(<WithFlags server={server} />);
    await waitFor(() => expect(server.streams.size).toBe(1));
    unmount();

    expect(server.streams.size).toBe(0);
  });

  it('works with a single stream in StrictMode', async () => {
    const server = aServer({ banner: true });
    const { unmount } = render(
      <StrictMode>
        <WithFlags server={server}>
          <Banner />
        </WithFlags>
      </StrictMode>,
    );
    await screen.findByText('banner is on');
    await waitFor(() => expect(server.streams.size).toBe(1));
    unmount();

    expect(server.streams.size).toBe(0);
  });

  it('neither connects nor closes a client of the application', async () => {
    const server = aServer({ banner: true });
    const client = createFlagClient({ url: 'http://flags.test', runtime: { fetch: server.fetch }, connect: false });
    const { unmount } = render(
      <FlagProvider client={client}>
        <Banner />
      </FlagProvider>,
    );
    expect(server.requests).toEqual([]);
    client.connect();
    await screen.findByText('banner is on');
    await waitFor(() => expect(server.streams.size).toBe(1));
    unmount();
    expect(server.streams.size).toBe(1);

    client.close();
  });
});
