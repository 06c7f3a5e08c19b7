import { createFlagClient, type FlagClientOptions } from '@burgee/client';
import { defineFlags, flag, type GetFlag } from '@burgee/flags';
import { answerOf } from '@burgee/testing';
import { act, cleanup, render, screen, waitFor } from '@testing-library/react';
import { Profiler, type ReactNode, StrictMode } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  Feature,
  FeatureFlagProvider,
  useFeatureFlag,
  useFeatureFlags,
  useFlag,
  useFlagClient,
  useFlagOverrides,
  useFlagStatus,
  useFlagValue,
} from './index.ts';
import { aServer, type TestServer } from './test-server.ts';

afterEach(cleanup);

describe('FeatureFlagProvider', () => {
  it('W9.9 renders its children', () => {
    render(<WithFlags server={aServer({})}>hello</WithFlags>);

    expect(screen.getByText('hello')).toBeDefined();
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

  it('W9.9 refetches on focus and shows the old value in the meantime', async () => {
    const server = aServer({ banner: true });
    render(
      <WithFlags server={server}>
        <Banner />
      </WithFlags>,
    );
    await screen.findByText('banner is on');
    const delayed = Promise.withResolvers<void>();
    server.state.delay = delayed.promise;
    server.state.values = { banner: false };
    act(() => void window.dispatchEvent(new Event('focus')));
    await waitFor(() => expect(server.asked()).toBe(2));
    expect(screen.getByText('banner is on')).toBeDefined();

    delayed.resolve();
    await screen.findByText('banner is off');
  });

  it('W9.9 does not refetch while the page is hidden or after unmounting', async () => {
    const server = aServer({ banner: true });
    const { unmount } = render(
      <WithFlags server={server}>
        <Banner />
      </WithFlags>,
    );
    await screen.findByText('banner is on');
    const visibility = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    document.dispatchEvent(new Event('visibilitychange'));
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

  it('refetches for another user, but not for an equal context in a new object', async () => {
    const server = aServer({ banner: true });
    const page = (userId: string) => (
      <WithFlags server={server} context={{ userId }}>
        <Banner />
      </WithFlags>
    );
    const { rerender } = render(page('ann'));
    await screen.findByText('banner is on');
    rerender(page('ann'));
    rerender(page('bob'));
    await waitFor(() => expect(server.contexts().map((context) => context?.['userId'])).toEqual(['ann', 'bob']));

    expect(server.opened()).toBe(1);
  });

  it('turns flags off for a context that JSON cannot represent, and does not throw', async () => {
    const server = aServer({ banner: true });
    const page = (context: object) => (
      <WithFlags server={server} context={context}>
        <Banner />
        <Problem />
      </WithFlags>
    );
    const { rerender } = render(page({ userId: 'ann' }));
    await screen.findByText('banner is on');
    for (let rendering = 0; rendering < 3; rendering++) rerender(page({ userId: 'ann', balance: 1n }));
    expect(screen.getByText('banner is off')).toBeDefined();
    expect(screen.getByText(/"balance" is a BigInt/)).toBeDefined();
    expect(server.asked()).toBe(1);
    rerender(page({ userId: 'ann', balance: '1' }));
    await screen.findByText('banner is on');
  });

  it('refetches for another date and for an object mutated in place', async () => {
    const server = aServer({ banner: true });
    const context = { at: new Date(0), teams: ['red'] };
    const page = () => (
      <WithFlags server={server} context={context}>
        <Banner />
      </WithFlags>
    );
    const { rerender } = render(page());
    await screen.findByText('banner is on');
    rerender(page());
    context.at = new Date(1_000);
    rerender(page());
    await waitFor(() => expect(server.asked()).toBe(2));
    context.teams.push('blue');
    rerender(page());
    await waitFor(() => expect(server.asked()).toBe(3));
    expect(server.contexts()).toEqual([
      { at: '1970-01-01T00:00:00.000Z', teams: ['red'] },
      { at: '1970-01-01T00:00:01.000Z', teams: ['red'] },
      { at: '1970-01-01T00:00:01.000Z', teams: ['red', 'blue'] },
    ]);
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

  it('creates another client for another key', async () => {
    const server = aServer({ banner: true });
    const page = (sdkKey: string) => (
      <FeatureFlagProvider url="http://flags.test" sdkKey={sdkKey} runtime={{ fetch: server.fetch }}>
        <Banner />
      </FeatureFlagProvider>
    );
    const { rerender } = render(page('web_1'));
    await screen.findByText('banner is on');
    await waitFor(() => expect(server.streams.size).toBe(1));
    rerender(page('web_2'));
    await waitFor(() => expect(server.opened()).toBe(2));

    expect(server.streams.size).toBe(1);
  });

  it('does not close a client passed by the application', async () => {
    const server = aServer({ banner: true });
    const client = createFlagClient({ url: 'http://flags.test', runtime: { fetch: server.fetch } });
    const { unmount } = render(
      <FeatureFlagProvider client={client}>
        <Banner />
      </FeatureFlagProvider>,
    );
    await screen.findByText('banner is on');
    await waitFor(() => expect(server.streams.size).toBe(1));
    unmount();
    expect(server.streams.size).toBe(1);

    client.close();
  });
});

describe('useFeatureFlag', () => {
  it('is true for a flag that is on', async () => {
    render(
      <WithFlags server={aServer({ banner: true })}>
        <Banner />
      </WithFlags>,
    );

    expect(await screen.findByText('banner is on')).toBeDefined();
  });

  it('is false for a flag that is off', async () => {
    render(
      <WithFlags server={aServer({ banner: false })}>
        <Banner />
        <Status />
      </WithFlags>,
    );
    await screen.findByText(/^ready/);

    expect(screen.getByText('banner is off')).toBeDefined();
  });

  it('W9.10 is false while loading', () => {
    const server = aServer({ banner: true });
    server.state.delay = new Promise(() => {});
    render(
      <WithFlags server={server}>
        <Banner />
        <Status />
      </WithFlags>,
    );

    expect(screen.getByText('banner is off')).toBeDefined();
    expect(screen.getByText(/^loading/)).toBeDefined();
  });

  it('useFeatureFlags reads several flags at once', async () => {
    const server = aServer({ banner: true, search: false, checkout: true });
    function Flags() {
      const { isFeatureEnabled } = useFeatureFlags();
      return (
        <>{['banner', 'search', 'checkout', 'nothing'].map((key) => `${key}:${isFeatureEnabled(key)}`).join(' ')}</>
      );
    }
    render(
      <WithFlags server={server}>
        <Flags />
      </WithFlags>,
    );
    await screen.findByText('banner:true search:false checkout:true nothing:false');
    await waitFor(() => expect(server.streams.size).toBe(1));
    act(() => server.publish({ search: true, banner: false }));

    await screen.findByText('banner:false search:true checkout:true nothing:false');
  });

  it('re-renders only components whose value changes', async () => {
    const server = aServer({ banner: true, search: false, limits: { perDay: 5 } });
    const rendered = vi.fn();
    const Limits = () => useFlagValue('limits', { perDay: 0 }).perDay;
    render(
      <WithFlags server={server}>
        <Profiler id="banner" onRender={rendered}>
          <Banner />
        </Profiler>
        <Profiler id="limits" onRender={rendered}>
          <Limits />
        </Profiler>
        <Profiler id="search" onRender={rendered}>
          <p>
            <Feature flag="search" fallback="search is off">
              search is on
            </Feature>
          </p>
        </Profiler>
        <Status />
      </WithFlags>,
    );
    await screen.findByText('ready 1 live');
    rendered.mockClear();
    act(() => server.publish({ search: true, limits: { perDay: 5 } }));
    await screen.findByText('search is on');
    await screen.findByText('ready 2 live');

    expect(rendered.mock.calls.map(([id]) => id)).toEqual(['search']);
  });

  it('throws an error that names the missing provider', () => {
    vi.spyOn(console, 'error').mockReturnValue();

    expect(() => render(<Banner />)).toThrow('Flags need a provider');
    vi.restoreAllMocks();
  });
});

describe('useFlagValue', () => {
  it('returns the fallback while loading and then the value, even if the fallback is a new object each time', async () => {
    function Colors() {
      const { colors } = useFlagValue('theme', { colors: ['gray'] });
      return <>{colors.join()}</>;
    }
    render(
      <WithFlags server={aServer({ theme: { colors: ['red', 'blue'] } })}>
        <Colors />
      </WithFlags>,
    );
    expect(screen.getByText('gray')).toBeDefined();

    await screen.findByText('red,blue');
  });

  it('returns the fallback if the value has another type', async () => {
    function Color() {
      return <>color {useFlagValue('color', 'gray')}</>;
    }
    render(
      <WithFlags server={aServer({ color: true })}>
        <p>
          <Color />
        </p>
        <Status />
      </WithFlags>,
    );
    await screen.findByText(/^ready/);

    expect(screen.getByText('color gray')).toBeDefined();
  });
});

describe('Feature', () => {
  it('shows its children if the flag is on and otherwise the fallback', async () => {
    const server = aServer({ banner: true });
    render(
      <WithFlags server={server}>
        <Feature flag="banner" fallback="coming soon">
          hello
        </Feature>
        <Feature flag="search">nobody sees this</Feature>
      </WithFlags>,
    );
    expect(screen.getByText('coming soon')).toBeDefined();
    await screen.findByText('hello');
    expect(screen.queryByText('coming soon')).toBeNull();
    expect(screen.queryByText('nobody sees this')).toBeNull();
  });
});

describe('useFlagClient', () => {
  it('lets a component change the context', async () => {
    const server = aServer({ banner: true });
    function SignIn() {
      const client = useFlagClient();
      return <button onClick={() => client.setContext({ userId: 'ann' })}>sign in</button>;
    }
    render(
      <WithFlags server={server}>
        <SignIn />
        <Banner />
      </WithFlags>,
    );
    await screen.findByText('banner is on');
    act(() => screen.getByText('sign in').click());

    await waitFor(() => expect(server.contexts().at(-1)).toEqual({ userId: 'ann' }));
  });
});

describe('S400.8 useFlagOverrides', () => {
  const urlOverrides = { search: '?ff_banner=on' };

  it('re-renders with the overrides of this session and clears them', async () => {
    const server = aServer({ banner: true });
    render(
      <WithFlags server={server} urlOverrides={urlOverrides}>
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
        <WithFlags server={server} urlOverrides={urlOverrides}>
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
      <WithFlags server={server} urlOverrides={urlOverrides}>
        <Overrides />
      </WithFlags>,
    );

    await screen.findByText(
      'refused: Nothing was overridden. The environment "production" does not permit session overrides.',
    );
  });

  it('has the status none on a server', () => {
    const page = (
      <WithFlags server={aServer({})} urlOverrides={urlOverrides}>
        <Overrides />
      </WithFlags>
    );

    expect(renderToString(page)).toContain('none:');
  });
});

describe('on a server', () => {
  const bootstrap = { environment: 'production', version: 3, flags: { banner: answerOf(true) } };

  it('renders flags as off without a request', () => {
    const server = aServer({ banner: true });
    const html = renderToString(
      <WithFlags server={server}>
        <Banner />
      </WithFlags>,
    );

    expect(html).toBe('banner is off');
    expect(server.requests).toEqual([]);
    expect(server.opened()).toBe(0);
  });

  it('renders the bootstrap, with which the browser hydrates before it fetches', async () => {
    const server = aServer({ banner: false });
    server.state.version = 4;
    const page = (
      <WithFlags server={server} bootstrap={bootstrap}>
        <Banner />
      </WithFlags>
    );
    const container = document.createElement('div');
    document.body.append(container);
    container.innerHTML = renderToString(page);
    expect(container.textContent).toBe('banner is on');

    const onRecoverableError = vi.fn();
    const root = await act(async () => hydrateRoot(container, page, { onRecoverableError }));
    await screen.findByText('banner is off');
    expect(onRecoverableError).not.toHaveBeenCalled();
    act(() => root.unmount());
    container.remove();
  });
});

describe('B.6 useFlag', () => {
  const flags = defineFlags({ color: flag.oneOf(['red', 'blue'], 'red') });
  // As in an application that has registered its flags.
  const useDeclared = useFlag as GetFlag<typeof flags>;
  const Color = () => <p>{useDeclared('color')}</p>;

  it('is what useFeatureFlag and useFeatureFlags agree on while loading', async () => {
    const server = aServer({ banner: false });
    const delayed = Promise.withResolvers<void>();
    server.state.delay = delayed.promise;
    const declared = defineFlags({ banner: flag.boolean(true) });
    function Both() {
      const { isFeatureEnabled } = useFeatureFlags();
      return <p>{`${onOff(useFeatureFlag('banner'))} ${onOff(isFeatureEnabled('banner'))}`}</p>;
    }
    render(
      <FeatureFlagProvider url="http://flags.test" runtime={{ fetch: server.fetch }} flags={declared}>
        <Both />
      </FeatureFlagProvider>,
    );
    expect(screen.getByText('on on')).toBeDefined();
    delayed.resolve();
    await screen.findByText('off off');
  });

  it('returns the declared fallback while loading, and for a value that is not declared', async () => {
    const server = aServer({ color: 'blue' });
    const delayed = Promise.withResolvers<void>();
    server.state.delay = delayed.promise;
    const onProblem = vi.fn();
    render(
      <FeatureFlagProvider
        url="http://flags.test"
        runtime={{ fetch: server.fetch }}
        flags={flags}
        onProblem={onProblem}
      >
        <Color />
      </FeatureFlagProvider>,
    );
    expect(screen.getByText('red')).toBeDefined();
    delayed.resolve();
    await screen.findByText('blue');

    await waitFor(() => expect(server.streams.size).toBe(1));
    act(() => server.publish({ color: 'green' }));
    await screen.findByText('red');
    expect(onProblem.mock.calls).toEqual([[expect.objectContaining({ flagKey: 'color' })]]);
  });
});

type WithFlagsProps = {
  server: TestServer;
  children?: ReactNode;
  context?: object;
  bootstrap?: FlagClientOptions['bootstrap'];
  urlOverrides?: FlagClientOptions['urlOverrides'];
};

function WithFlags({ server, ...rest }: WithFlagsProps) {
  const { context, ...others } = rest;
  const given = { ...others, ...(context && { context: context as FlagClientOptions['context'] }) };
  return <FeatureFlagProvider url="http://flags.test" runtime={{ fetch: server.fetch }} {...given} />;
}

function Banner() {
  return `banner is ${onOff(useFeatureFlag('banner'))}`;
}

function Problem() {
  return <p>{useFlagStatus().error?.message}</p>;
}

function Status() {
  const { state, version, connection } = useFlagStatus();
  return (
    <p>
      {state} {version} {connection}
    </p>
  );
}

function Overrides() {
  const { status, overrides, problem, clear } = useFlagOverrides();
  return (
    <>
      <p>{`${status}: ${[...overrides.map(({ flagKey }) => flagKey), problem].filter(Boolean).join()}`}</p>
      {/* Passes the click event, which `clear` must ignore. */}
      <button onClick={(event) => void (clear as (event: unknown) => Promise<void>)(event)}>Clear</button>
    </>
  );
}

function onOff(isOn: boolean): string {
  return isOn ? 'on' : 'off';
}
