import { act, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { type ReactNode, StrictMode, useEffect } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { useFeatureFlag, useFlagClient } from './index.ts';
import { Banner, clearPage, WithFlags } from './test-page.tsx';
import { aServer, type TestServer } from './test-server.ts';

afterEach(clearPage);

describe('another key', () => {
  it('replaces the client and keeps the tree, with the text that was typed and the flags', async () => {
    const server = aServer({ banner: true });
    const shown: boolean[] = [];
    const { rerender } = render(<Page server={server} sdkKey="web_1" onShown={(isOn) => shown.push(isOn)} />);
    await screen.findByText('banner is on');
    const field = screen.getByRole<HTMLInputElement>('textbox');
    fireEvent.change(field, { target: { value: 'typed' } });
    const client = currentClient();
    shown.length = 0;
    rerender(<Page server={server} sdkKey="web_2" onShown={(isOn) => shown.push(isOn)} />);
    await waitFor(() => expect(server.asked()).toBe(2));
    await waitFor(() => expect(server.opened()).toBe(2));

    expect(currentClient()).not.toBe(client);
    expect(screen.getByRole('textbox')).toBe(field);
    expect(field.value).toBe('typed');
    expect(new Set(shown)).toEqual(new Set([true]));
    expect(server.requests.at(-1)?.headers.get('Authorization')).toBe('Bearer web_2');
  });

  it('closes the previous client', async () => {
    const server = aServer({ banner: true });
    const { rerender, unmount } = render(<Page server={server} sdkKey="web_1" />);
    await waitFor(() => expect(server.streams.size).toBe(1));
    const client = currentClient();
    rerender(<Page server={server} sdkKey="web_2" />);
    await waitFor(() => expect(server.opened()).toBe(2));
    expect(client.status().state).toBe('closed');
    expect(server.streams.size).toBe(1);
    unmount();

    expect(server.streams.size).toBe(0);
  });

  it('closes all others in StrictMode', async () => {
    const server = aServer({ banner: true });
    const strict = { wrapper: StrictMode };
    const { rerender, unmount } = render(<Page server={server} sdkKey="web_1" />, strict);
    await screen.findByText('banner is on');
    rerender(<Page server={server} sdkKey="web_2" />);
    await waitFor(() => expect(server.requests.at(-1)?.headers.get('Authorization')).toBe('Bearer web_2'));
    await waitFor(() => expect(server.streams.size).toBe(1));
    unmount();

    expect(server.streams.size).toBe(0);
  });

  it('of another user shows nothing of the previous one', async () => {
    const server = aServer({ banner: true });
    const { rerender } = render(<Page server={server} sdkKey="web_1" context={{ userId: 'ann' }} />);
    await screen.findByText('banner is on');
    server.state.delay = new Promise(() => {});
    rerender(<Page server={server} sdkKey="web_2" context={{ userId: 'bob' }} />);
    expect(screen.getByText('banner is off')).toBeDefined();
    await waitFor(() => expect(server.contexts().at(-1)).toEqual({ userId: 'bob' }));
  });

  it('keeps the flags of the same user whose attributes change with it', async () => {
    const server = aServer({ banner: true });
    const { rerender } = render(<Page server={server} sdkKey="web_1" context={{ userId: 'ann' }} />);
    await screen.findByText('banner is on');
    server.state.delay = new Promise(() => {});
    rerender(<Page server={server} sdkKey="web_2" context={{ userId: 'ann', plan: 'pro' }} />);
    expect(screen.getByText('banner is on')).toBeDefined();
    await waitFor(() => expect(server.contexts().at(-1)).toEqual({ userId: 'ann', plan: 'pro' }));
    expect(currentClient().status()).toMatchObject({ state: 'stale', reason: 'context' });
  });

  it('does not replace an invalid context by an anonymous one', async () => {
    const server = aServer({ banner: true });
    const context = { balance: 1n };
    const { rerender } = render(<Page server={server} sdkKey="web_1" context={context} />);
    rerender(<Page server={server} sdkKey="web_2" context={context} />);
    await waitFor(() => expect(server.streams.size).toBe(1));

    expect(server.asked()).toBe(0);
  });
});

describe('another place', () => {
  it.each([
    ['environment', { environment: 'staging' }],
    ['server', { url: 'http://other.test' }],
  ])('of another %s begins without the flags of the previous one, and keeps the tree', async (_, place) => {
    const server = aServer({ banner: true });
    const { rerender } = render(<Page server={server} />);
    await screen.findByText('banner is on');
    const field = screen.getByRole('textbox');
    const delayed = Promise.withResolvers<void>();
    server.state.delay = delayed.promise;
    server.state.environment = 'staging';
    rerender(<Page server={server} {...place} />);
    expect(screen.getByText('banner is off')).toBeDefined();
    expect(screen.getByRole('textbox')).toBe(field);

    await act(async () => delayed.resolve());
    await screen.findByText('banner is on');
  });
});

describe('a client of the application', () => {
  it('can take the place of an own one, which is closed', async () => {
    const server = aServer({ banner: true });
    const { rerender } = render(<Page server={server} />);
    await waitFor(() => expect(server.streams.size).toBe(1));
    const own = currentClient();
    const replacement = { ...own, isEnabled: vi.fn(() => false) };
    rerender(<Page server={server} client={replacement as never} />);

    expect(screen.getByText('banner is off')).toBeDefined();
    await waitFor(() => expect(server.streams.size).toBe(0));
  });
});

type PageProps = Parameters<typeof WithFlags>[0] & { readonly server: TestServer; onShown?: (isOn: boolean) => void };

function Page({ onShown = () => {}, ...props }: PageProps): ReactNode {
  return (
    <WithFlags {...props}>
      <Client />
      <input />
      <p>
        <Banner />
      </p>
      <Shown onShown={onShown} />
    </WithFlags>
  );
}

function Shown({ onShown }: { readonly onShown: (isOn: boolean) => void }) {
  const isOn = useFeatureFlag('banner');
  useEffect(() => void onShown(isOn));
  return null;
}

let seen: ReturnType<typeof useFlagClient> | undefined;

function Client() {
  const client = useFlagClient();
  useEffect(() => {
    seen = client;
  }, [client]);
  return null;
}

function currentClient() {
  if (!seen) throw new Error('The page was not rendered.');
  return seen;
}
