import { answerOf } from '@burgee/testing';
import { act, render, screen } from '@testing-library/react';
import { Profiler, type ReactNode, useState } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Feature, useFeatureFlags, useFlagDetails, useFlagValue } from './index.ts';
import { Banner, clearPage, Status, WithFlags } from './test-page.tsx';
import { aServer } from './test-server.ts';

afterEach(clearPage);

describe('rendering', () => {
  const rendered = vi.fn();
  const observed = (id: string, children: ReactNode) => (
    <Profiler id={id} onRender={rendered}>
      {children}
    </Profiler>
  );

  it('happens again only in components whose value changes', async () => {
    const server = aServer({ banner: true, search: false, limits: { perDay: 5 } });
    const Limits = () => useFlagValue('limits', { perDay: 0 }).perDay;
    const Details = () => useFlagDetails('limits', { perDay: 0 }).reason;
    render(
      <WithFlags server={server}>
        {observed('banner', <Banner />)}
        {observed('limits', <Limits />)}
        {observed('details', <Details />)}
        {observed(
          'search',
          <p>
            <Feature flag="search" fallback="search is off">
              search is on
            </Feature>
          </p>,
        )}
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

  it('happens again for another reason only where details are read', async () => {
    const server = aServer({});
    const answers = (reason: string) => ({ banner: { ...answerOf(true), reason } });
    const Details = () => useFlagDetails('banner', false).reason;
    server.state.flagsFor = () => answers('STATIC');
    render(
      <WithFlags server={server}>
        {observed('banner', <Banner />)}
        {observed(
          'details',
          <p>
            <Details />
          </p>,
        )}
        <Status />
      </WithFlags>,
    );
    await screen.findByText('ready 1 live');
    rendered.mockClear();
    act(() => server.publish({}));
    server.state.flagsFor = () => answers('SPLIT');
    await screen.findByText('SPLIT');

    expect(rendered.mock.calls.map(([id]) => id)).toEqual(['details']);
  });

  it('of a component that reads a flag for the first time wakes no other', async () => {
    function Later() {
      const [isShown, show] = useState(false);
      return isShown ? <Reader /> : <button onClick={() => show(true)}>read</button>;
    }
    function Reader() {
      const { isFeatureEnabled } = useFeatureFlags();
      return <p>{`first ${useFlagValue('first', 'none')} ${isFeatureEnabled('second')}`}</p>;
    }
    function Several() {
      const { isFeatureEnabled } = useFeatureFlags();
      return String(isFeatureEnabled('banner'));
    }
    render(
      <WithFlags server={aServer({ banner: true })}>
        {observed('banner', <Banner />)}
        {observed('several', <Several />)}
        {observed('status', <Status />)}
        <Later />
      </WithFlags>,
    );
    await screen.findByText('ready 1 live');
    rendered.mockClear();
    act(() => screen.getByRole('button', { name: 'read' }).click());
    await screen.findByText('first none false');
    await act(async () => await Promise.resolve());

    expect(rendered).not.toHaveBeenCalled();
  });
});
