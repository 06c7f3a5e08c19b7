import { defineFlags, flag, type GetFlag } from '@burgee/flags';
import { act, render, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  Feature,
  type GetFlagDetails,
  useFeatureFlag,
  useFeatureFlags,
  useFlag,
  useFlagDetails,
  useFlagValue,
} from './index.ts';
import { Banner, clearPage, onOff, Status, WithFlags } from './test-page.tsx';
import { aServer } from './test-server.ts';

afterEach(clearPage);

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

  it('throws an error that names the missing provider', () => {
    vi.spyOn(console, 'error').mockReturnValue();

    expect(() => render(<Banner />)).toThrow('Flags need a <FlagProvider>');
    vi.restoreAllMocks();
  });
});

describe('useFeatureFlags', () => {
  it('W9.9 reads several flags at once', async () => {
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

  it('agrees with useFeatureFlag while loading', async () => {
    const server = aServer({ banner: false });
    const delayed = Promise.withResolvers<void>();
    server.state.delay = delayed.promise;
    function Both() {
      const { isFeatureEnabled } = useFeatureFlags();
      return <p>{`${onOff(useFeatureFlag('banner'))} ${onOff(isFeatureEnabled('banner'))}`}</p>;
    }
    render(
      <WithFlags server={server} flags={defineFlags({ banner: flag.boolean(true) })}>
        <Both />
      </WithFlags>,
    );
    expect(screen.getByText('on on')).toBeDefined();
    delayed.resolve();
    await screen.findByText('off off');
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

describe('declared flags', () => {
  const flags = defineFlags({ color: flag.oneOf(['red', 'blue'], 'red') });
  // As in an application that has registered its flags.
  const useDeclared = useFlag as GetFlag<typeof flags>;
  const useDeclaredDetails = useFlagDetails as GetFlagDetails<typeof flags>;
  const Color = () => <p>{`${useDeclared('color')} ${useDeclaredDetails('color').reason}`}</p>;

  it('B.6 have their fallback while loading, and for a value that is not declared', async () => {
    const server = aServer({ color: 'blue' });
    const delayed = Promise.withResolvers<void>();
    server.state.delay = delayed.promise;
    const onProblem = vi.fn();
    render(
      <WithFlags server={server} flags={flags} onProblem={onProblem}>
        <Color />
      </WithFlags>,
    );
    expect(screen.getByText('red undefined')).toBeDefined();
    delayed.resolve();
    await screen.findByText('blue STATIC');

    await waitFor(() => expect(server.streams.size).toBe(1));
    act(() => server.publish({ color: 'green' }));
    await screen.findByText('red STATIC');
    expect(onProblem.mock.calls).toEqual([[expect.objectContaining({ flagKey: 'color' })]]);
  });
});

describe('useFlagDetails', () => {
  it('returns the value with its variant and reason, and the fallback alone while loading', async () => {
    const server = aServer({ color: 'blue' });
    const Details = () => <p>{JSON.stringify(useFlagDetails('color', 'gray'))}</p>;
    render(
      <WithFlags server={server}>
        <Details />
      </WithFlags>,
    );
    expect(screen.getByText('{"value":"gray"}')).toBeDefined();

    await screen.findByText('{"value":"blue","variant":"some","reason":"STATIC"}');
  });

  it('returns the code of an error with the fallback', async () => {
    const server = aServer({});
    const broken = { enabled: false, reason: 'ERROR', errorCode: 'FLAG_BROKEN' };
    const Details = () => <p>{JSON.stringify(useFlagDetails('color', 'gray'))}</p>;
    server.state.flagsFor = () => ({ color: broken });
    render(
      <WithFlags server={server}>
        <Details />
      </WithFlags>,
    );

    await screen.findByText('{"value":"gray","reason":"ERROR","errorCode":"FLAG_BROKEN"}');
  });

  it('finds a flag whose key is spelled with combining characters', async () => {
    const server = aServer({ café: 'open' });
    const Details = () => <p>{useFlagDetails('cafe\u0301', 'closed').variant}</p>;
    render(
      <WithFlags server={server}>
        <Details />
      </WithFlags>,
    );

    await screen.findByText('some');
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
