import { createFlagClient } from '@burgee/client';
import { act, waitFor } from '@testing-library/react';
import { StrictMode } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { describe, expect, it, vi } from 'vitest';
import { FlagProvider } from '../index.ts';
import { clearPage } from '../test-page.tsx';
import { aServer } from '../test-server.ts';
import { FlagToolbar } from './index.ts';
import { bar, launcher, openToolbar, renderToolbar, setUpPage, shadowRoot } from './test-toolbar.tsx';

setUpPage();

describe('in a page', () => {
  it('uses its own style sheet, without style elements or attributes', async () => {
    await openToolbar(aServer({ banner: true }), { position: 'top-left' });

    expect(shadowRoot().adoptedStyleSheets).toHaveLength(1);
    expect(shadowRoot().querySelector('style, [style]')).toBeNull();
    expect(shadowRoot().querySelector('.toolbar.top-left')).not.toBeNull();
  });

  it('is removed with its component, even in StrictMode', async () => {
    const { unmount } = await openToolbar(aServer({ banner: true }), {
      wrap: (toolbar) => <StrictMode>{toolbar}</StrictMode>,
    });
    expect(document.querySelectorAll('burgee-toolbar')).toHaveLength(1);
    unmount();

    expect(document.querySelector('burgee-toolbar')).toBeNull();
  });

  it('renders nothing on a server and appears after hydration', async () => {
    const page = (
      <FlagProvider client={createFlagClient({ url: '', connect: false })}>
        <p>page</p>
        <FlagToolbar />
      </FlagProvider>
    );
    const container = document.createElement('div');
    document.body.append(container);
    container.innerHTML = renderToString(page);
    expect(container.innerHTML).toBe('<p>page</p>');
    const onRecoverableError = vi.fn();
    const hydrated = await act(async () => hydrateRoot(container, page, { onRecoverableError }));
    expect(launcher().textContent).toBe('Flags');

    expect(onRecoverableError).not.toHaveBeenCalled();
    act(() => hydrated.unmount());
    container.remove();
  });

  it('shows the environment and version of the flags, or that the server does not respond', async () => {
    renderToolbar(aServer({ banner: true }), { defaultOpen: true, fetch: () => Promise.reject(new TypeError('no')) });
    await waitFor(() => bar().getByText('The server does not respond.'));
    clearPage();
    await openToolbar(aServer({ banner: true }));

    expect(bar().getByText('production, version 1')).toBeDefined();
  });
});
