import { createFlagClient, type FlagClient } from '@burgee/client';
import { answerOf } from '@burgee/testing';
import { act, screen, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FlagProvider } from './index.ts';
import { All, Banner, clearPage, suspending, WithFlags } from './test-page.tsx';
import { aServer } from './test-server.ts';

const bootstrap = { environment: 'production', version: 3, flags: { banner: answerOf(true) } };
const unmounts: (() => void)[] = [];

afterEach(() => {
  for (const unmount of unmounts.splice(0)) unmount();
  clearPage();
});

describe('a page that hydrates', () => {
  it('renders the bootstrap first, and then what the server answers', async () => {
    const server = aServer({ banner: false });
    server.state.version = 4;
    const page = (
      <WithFlags server={server} bootstrap={bootstrap}>
        <All />
      </WithFlags>
    );
    const { onRecoverableError } = await hydrate(page);

    await screen.findByText('off off off STATIC ready server');
    expect(onRecoverableError).not.toHaveBeenCalled();
  });

  it('renders the bootstrap first, even if there are newer flags already', async () => {
    const client = aClient(false);
    const page = (
      <FlagProvider client={client}>
        <All />
      </FlagProvider>
    );
    const html = renderToString(page);
    expect(html).toContain('on on on STATIC stale bootstrap');
    client.connect();
    await client.ready();
    await waitFor(() => expect(client.status().state).toBe('ready'));
    const { onRecoverableError } = await hydrate(page, html);
    expect(screen.getByText('off off off STATIC ready server')).toBeDefined();

    expect(onRecoverableError).not.toHaveBeenCalled();
  });

  it('is held as on the server, until the flags arrive', async () => {
    const page = (
      <WithFlags server={aServer({ banner: true })} whileLoading="hold" fallback={<p>loading</p>}>
        <Banner />
      </WithFlags>
    );
    const { onRecoverableError } = await hydrate(page);

    await screen.findByText('banner is on');
    expect(onRecoverableError).not.toHaveBeenCalled();
  });

  it('keeps what the server rendered, while useSuspenseFlag waits for the flags', async () => {
    const server = aServer({ banner: true });
    const delayed = Promise.withResolvers<void>();
    server.state.delay = delayed.promise;
    const { onRecoverableError } = await hydrate(<WithFlags server={server}>{suspending}</WithFlags>);
    expect(screen.getByText('suspense is off')).toBeDefined();
    expect(screen.queryByText('suspended')).toBeNull();
    await act(async () => delayed.resolve());
    await screen.findByText('suspense is on');

    expect(onRecoverableError).not.toHaveBeenCalled();
  });
});

function aClient(banner: boolean): FlagClient {
  const server = aServer({ banner });
  server.state.version = 4;
  const client = createFlagClient({
    url: 'http://flags.test',
    bootstrap,
    runtime: { fetch: server.fetch },
    connect: false,
  });
  unmounts.push(client.close);
  return client;
}

async function hydrate(page: ReactNode, html = renderToString(page)) {
  const container = document.createElement('div');
  document.body.append(container);
  container.innerHTML = html;
  const onRecoverableError = vi.fn();
  const root = await act(async () => hydrateRoot(container, page, { onRecoverableError }));
  unmounts.push(() => {
    act(() => root.unmount());
    container.remove();
  });
  return { onRecoverableError };
}
