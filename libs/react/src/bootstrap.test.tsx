import type { Bootstrap } from '@burgee/client';
import { answerOf } from '@burgee/testing';
import { render, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { useFlagStatus, useFlagValue } from './index.ts';
import { clearPage, WithFlags } from './test-page.tsx';
import { aServer } from './test-server.ts';

afterEach(clearPage);

describe('another bootstrap, after a navigation in the browser', () => {
  it('is applied at once', async () => {
    const { server, rerender } = await renderPage();
    server.state.delay = new Promise(() => {});
    rerender({ bootstrap: aBootstrap('from the page', 2) });

    expect(screen.getByText('from the page, stale because of bootstrap')).toBeDefined();
  });

  it('is applied after the context that comes with it', async () => {
    const { server, rerender } = await renderPage();
    server.state.delay = new Promise(() => {});
    rerender({ context: { userId: 'bob' }, bootstrap: aBootstrap('for bob', 1) });
    // The change of the context would replace the bootstrap by fallbacks.
    expect(screen.getByText('for bob, stale because of bootstrap')).toBeDefined();

    await waitFor(() => expect(server.contexts().at(-1)).toEqual({ userId: 'bob' }));
  });

  it('is confirmed by the server', async () => {
    const { server, rerender } = await renderPage();
    rerender({ bootstrap: aBootstrap('from the page', 2) });
    server.publish({ color: 'confirmed' });

    await screen.findByText('confirmed, ready');
  });

  it('does not replace newer flags', async () => {
    const { server, rerender } = await renderPage();
    server.publish({ color: 'newer' });
    await screen.findByText('newer, ready');
    server.state.delay = new Promise(() => {});
    rerender({ bootstrap: aBootstrap('from the page', 1) });

    expect(screen.getByText(/^newer/)).toBeDefined();
  });

  it('is ignored if it is equal in a new object, missing or not JSON', async () => {
    const { server, rerender } = await renderPage(aBootstrap('from the page', 1));
    rerender({ bootstrap: aBootstrap('from the page', 1) });
    rerender({ bootstrap: undefined });
    expect(server.asked()).toBe(1);
    const circular: { flags?: unknown } = {};
    circular.flags = circular;
    rerender({ bootstrap: circular as never });

    await waitFor(() => expect(server.asked()).toBe(2));
    await screen.findByText('served, ready');
  });
});

function aBootstrap(color: string, version: number): Bootstrap {
  return { environment: 'production', version, flags: { color: answerOf(color) } };
}

/** Renders a page for Ann that has the server's flags at version 1. */
async function renderPage(first?: Bootstrap) {
  const server = aServer({ color: 'served' });
  const page = (props: { context?: object; bootstrap?: Bootstrap | undefined }) => (
    <WithFlags server={server} context={{ userId: 'ann' }} {...props}>
      <Color />
    </WithFlags>
  );
  const { rerender } = render(page({ bootstrap: first }));
  await screen.findByText('served, ready');
  await waitFor(() => expect(server.streams.size).toBe(1));
  return { server, rerender: (props: Parameters<typeof page>[0]) => rerender(page(props)) };
}

function Color() {
  const { state, reason } = useFlagStatus();
  return <p>{`${useFlagValue('color', 'none')}, ${state}${reason ? ` because of ${reason}` : ''}`}</p>;
}
