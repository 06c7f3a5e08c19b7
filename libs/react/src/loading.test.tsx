import { createFlagClient } from '@burgee/client';
import { act, render, screen, waitFor } from '@testing-library/react';
import { type ReactNode, StrictMode, Suspense, useEffect } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FlagProvider, useFeatureFlag, useSuspenseFlag } from './index.ts';
import { Banner, clearPage, onOff, WithFlags } from './test-page.tsx';
import { aServer } from './test-server.ts';

afterEach(() => {
  clearPage();
  vi.useRealTimers();
});

describe('while loading', () => {
  it('W9.10 the children render at once, with flags off', () => {
    render(
      <WithFlags server={aServerThatWaits().server} fallback="loading">
        <Banner />
      </WithFlags>,
    );

    expect(screen.getByText('banner is off')).toBeDefined();
    expect(screen.queryByText('loading')).toBeNull();
  });

  describe.each(['hold', 'suspend'] as const)('with %s', (mode) => {
    const aPage = (server: ReturnType<typeof aServer>, onShown = (_isOn: boolean) => {}, context = {}) => (
      <Suspense fallback="suspended">
        <WithFlags server={server} whileLoading={mode} fallback="held" context={context}>
          <Shown onShown={onShown} />
        </WithFlags>
      </Suspense>
    );
    const inPlace = mode === 'hold' ? 'held' : 'suspended';

    it.each([
      ['', ({ children }: { children: ReactNode }) => children],
      [' in StrictMode', StrictMode],
    ])('the children are not rendered before the flags arrive%s', async (_, wrapper) => {
      const { server, answer } = aServerThatWaits();
      const onShown = vi.fn();
      render(aPage(server, onShown), { wrapper });
      await waitFor(() => expect(server.asked()).toBeGreaterThan(0));
      expect(isVisible(inPlace)).toBe(true);
      expect(onShown).not.toHaveBeenCalled();
      await answer();
      await screen.findByText('banner is on');

      expect(isVisible(inPlace)).toBe(false);
      expect(new Set(onShown.mock.calls.flat())).toEqual(new Set([true]));
    });

    it('the children are rendered after 3 s, with their fallbacks', async () => {
      vi.useFakeTimers();
      render(aPage(aServerThatWaits().server));
      await act(() => vi.advanceTimersByTimeAsync(2_999));
      expect(isVisible(inPlace)).toBe(true);
      await act(() => vi.advanceTimersByTimeAsync(1_000));

      expect(isVisible('banner is off')).toBe(true);
      expect(isVisible(inPlace)).toBe(false);
    });

    it('the children stay, even for another user', async () => {
      const { server, answer } = aServerThatWaits();
      const { rerender } = render(aPage(server, undefined, { userId: 'ann' }));
      await answer();
      await screen.findByText('banner is on');
      const shown = screen.getByText('banner is on');
      expect(server.asked()).toBe(1);
      server.state.delay = new Promise(() => {});
      rerender(aPage(server, undefined, { userId: 'bob' }));

      expect(screen.getByText('banner is off')).toBe(shown);
      expect(isVisible('banner is off')).toBe(true);
    });

    it('the children are rendered at once with a client that is ready', async () => {
      const server = aServer({ banner: true });
      const client = createFlagClient({ url: 'http://flags.test', runtime: { fetch: server.fetch } });
      await client.ready();
      render(
        <Suspense fallback="suspended">
          <FlagProvider client={client} whileLoading={mode} fallback="held">
            <Banner />
          </FlagProvider>
        </Suspense>,
      );
      expect(isVisible('banner is on')).toBe(true);
      client.close();
    });
  });
});

describe('useSuspenseFlag', () => {
  const aPage = (server: ReturnType<typeof aServer>, onShown = (_isOn: boolean) => {}, context = {}) => (
    <WithFlags server={server} context={context}>
      <Suspense fallback="suspended">
        <Suspending onShown={onShown} />
      </Suspense>
      <p>beside it</p>
    </WithFlags>
  );

  it('suspends until the flags arrive, and never returns its fallback before', async () => {
    const { server, answer } = aServerThatWaits();
    const onShown = vi.fn();
    render(aPage(server, onShown), { wrapper: StrictMode });
    expect(isVisible('suspended')).toBe(true);
    expect(isVisible('beside it')).toBe(true);
    await answer();
    await screen.findByText('banner is on');

    expect(new Set(onShown.mock.calls.flat())).toEqual(new Set([true]));
  });

  it('returns its fallback after 3 s', async () => {
    vi.useFakeTimers();
    render(aPage(aServerThatWaits().server));
    await act(() => vi.advanceTimersByTimeAsync(2_999));
    expect(isVisible('suspended')).toBe(true);
    await act(() => vi.advanceTimersByTimeAsync(1_000));

    expect(isVisible('banner is off')).toBe(true);
  });

  it('does not suspend with a bootstrap, or for another user later', async () => {
    const server = aServer({ banner: true });
    server.state.delay = new Promise(() => {});
    const flags = { banner: { value: true, enabled: true, reason: 'STATIC' } };
    const page = (userId: string) => (
      <WithFlags server={server} context={{ userId }} bootstrap={{ environment: 'production', version: 1, flags }}>
        <Suspense fallback="suspended">
          <Suspending onShown={() => {}} />
        </Suspense>
      </WithFlags>
    );
    const { rerender } = render(page('ann'));
    expect(isVisible('banner is on')).toBe(true);
    rerender(page('bob'));

    expect(isVisible('banner is off')).toBe(true);
  });

  it('can be used without a Suspense below a provider that suspends', async () => {
    const { server, answer } = aServerThatWaits();
    render(
      <Suspense fallback="suspended">
        <WithFlags server={server} whileLoading="suspend">
          <Suspending onShown={() => {}} />
        </WithFlags>
      </Suspense>,
    );
    expect(isVisible('suspended')).toBe(true);
    await answer();

    await screen.findByText('banner is on');
  });
});

/** A server whose banner is on, and that answers nothing until `answer()`. */
function aServerThatWaits() {
  const server = aServer({ banner: true });
  const delayed = Promise.withResolvers<void>();
  server.state.delay = delayed.promise;
  return { server, answer: () => act(async () => delayed.resolve()) };
}

/** React hides what it keeps while it is suspended. */
function isVisible(text: string): boolean {
  const found = screen.queryByText(text);
  return found !== null && found.closest('[style*="display: none"]') === null;
}

type ShownProps = { readonly onShown: (isOn: boolean) => void };

function Shown({ onShown }: ShownProps) {
  const isOn = useFeatureFlag('banner');
  useEffect(() => onShown(isOn), [onShown, isOn]);
  return <p>banner is {onOff(isOn)}</p>;
}

function Suspending({ onShown }: ShownProps) {
  const isOn = useSuspenseFlag('banner', false);
  useEffect(() => onShown(isOn), [onShown, isOn]);
  return <p>banner is {onOff(isOn)}</p>;
}
