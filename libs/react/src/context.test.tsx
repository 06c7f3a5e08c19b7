import { act, render, screen, waitFor } from '@testing-library/react';
import { createContext, useContext, useEffect } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { useFeatureFlag, useFlagClient, useFlagStatus } from './index.ts';
import { Banner, clearPage, onOff, WithFlags } from './test-page.tsx';
import { aServer } from './test-server.ts';

afterEach(clearPage);

describe('the context', () => {
  it('is sent again for another user, but not if it is equal in a new object', async () => {
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

  it('of another user shows the fallbacks until their flags arrive', async () => {
    const server = aServer({ banner: true });
    const page = (userId: string) => (
      <WithFlags server={server} context={{ userId }}>
        <Banner />
      </WithFlags>
    );
    const { rerender } = render(page('ann'));
    await screen.findByText('banner is on');
    const delayed = Promise.withResolvers<void>();
    server.state.delay = delayed.promise;
    rerender(page('bob'));
    expect(screen.getByText('banner is off')).toBeDefined();

    delayed.resolve();
    await screen.findByText('banner is on');
  });

  it('of another user shows nothing of the previous one to any component, not even to its effects', async () => {
    const server = aServer({ banner: true });
    const effects: string[] = [];
    const User = createContext('');
    function Seen() {
      const [userId, isOn] = [useContext(User), useFeatureFlag('banner')];
      useEffect(() => void effects.push(`${userId} ${onOff(isOn)}`), [userId, isOn]);
      return <p>{`${userId} ${onOff(isOn)}`}</p>;
    }
    const seen = <Seen />;
    const page = (userId: string) => (
      <User.Provider value={userId}>
        <WithFlags server={server} context={{ userId }}>
          {seen}
        </WithFlags>
      </User.Provider>
    );
    const { rerender } = render(page('ann'));
    await screen.findByText('ann on');
    rerender(page('bob'));
    await screen.findByText('bob on');

    expect(effects).toEqual(['ann off', 'ann on', 'bob off', 'bob on']);
    expect(server.opened()).toBe(1);
  });

  it('turns flags off if JSON cannot represent it, and does not throw', async () => {
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
    expect(screen.getByText(/balance/)).toBeDefined();
    expect(server.asked()).toBe(1);
    rerender(page({ userId: 'ann', balance: '1' }));
    await screen.findByText('banner is on');
  });

  it('is sent again with another date, and if the object was mutated in place', async () => {
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

  it('can be changed by a component', async () => {
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

function Problem() {
  return <p>{useFlagStatus().error?.message}</p>;
}
