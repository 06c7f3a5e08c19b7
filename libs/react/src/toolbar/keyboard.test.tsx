import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { aServer } from '../test-server.ts';
import { bar, field, launcher, openToolbar, renderToolbar, setUpPage, shadowRoot } from './test-toolbar.tsx';

setUpPage();

describe('by keyboard', () => {
  const press = (target: Window | Element, key: string, init: KeyboardEventInit = {}) =>
    fireEvent.keyDown(target, { key, code: `Key${key.toUpperCase()}`, ...init });
  const altShift = { altKey: true, shiftKey: true };

  it('a shortcut opens the panel with the focus, and Escape restores the focus', async () => {
    renderToolbar(aServer({ banner: true }), { page: <input aria-label="search" /> });
    await waitFor(() => launcher());
    screen.getByLabelText('search').focus();
    press(window, 'f');
    expect(bar().queryByRole('dialog')).toBeNull();
    press(window, 'Ï', { ...altShift, code: 'KeyF' });
    expect(shadowRoot().activeElement).toBe(bar().getByRole('dialog'));

    press(bar().getByRole('dialog'), 'Escape');
    expect(bar().queryByRole('dialog')).toBeNull();
    expect(document.activeElement).toBe(screen.getByLabelText('search'));
  });

  it('the button opens and closes the panel and has the focus afterwards', async () => {
    renderToolbar(aServer({ banner: true }));
    await waitFor(() => launcher());
    launcher().focus();
    fireEvent.click(launcher());
    expect(launcher().getAttribute('aria-expanded')).toBe('true');
    expect(bar().getByRole('dialog').id).toBe(launcher().getAttribute('aria-controls'));
    fireEvent.click(bar().getByRole('button', { name: 'Close' }));

    expect(shadowRoot().activeElement).toBe(launcher());
    expect(launcher().getAttribute('aria-expanded')).toBe('false');
  });

  it.each([
    ['Ctrl+K', { ctrlKey: true }, true],
    ['Ctrl+K', { ctrlKey: true, shiftKey: true }, false],
    [false, altShift, false],
  ] as const)('with the shortcut %s, %o opens: %s', async (shortcut, modifiers, opens) => {
    renderToolbar(aServer({ banner: true }), { shortcut });
    await waitFor(() => launcher());
    press(window, 'k', modifiers);
    press(window, 'f', modifiers);

    expect(bar().queryByRole('dialog') !== null).toBe(opens);
  });

  it('typed keys do not reach the page', async () => {
    const command = vi.fn();
    document.addEventListener('keydown', command);
    await openToolbar(aServer({ color: 'red' }));
    press(field('color'), '/');
    document.removeEventListener('keydown', command);

    expect(command).not.toHaveBeenCalled();
  });

  it('an initially open panel takes the focus only with autoFocus', async () => {
    renderToolbar(aServer({}), { defaultOpen: true });
    await waitFor(() => bar().getByRole('dialog'));
    expect(shadowRoot().activeElement).toBeNull();
    cleanup();
    renderToolbar(aServer({}), { defaultOpen: true, autoFocus: true });

    await waitFor(() => expect(shadowRoot().activeElement).toBe(bar().getByRole('dialog')));
  });
});
