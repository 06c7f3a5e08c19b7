import { MantineProvider } from '@mantine/core';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CopyButton } from './copy-button.tsx';

beforeEach(() => {
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => {}, removeEventListener: () => {} }));
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

/** @param command stands in for `document.execCommand('copy')`: gets the selected text, returns whether it was copied. */
function copyOverPlainHttp(command: (selected: string) => boolean): HTMLElement {
  vi.stubGlobal('navigator', { userAgent: navigator.userAgent });
  document.execCommand = () => {
    const area = document.querySelector('textarea');
    return command(area?.value.slice(area.selectionStart, area.selectionEnd) ?? '');
  };
  render(
    <MantineProvider>
      <CopyButton text="srv_secret" what="the secret" />
    </MantineProvider>,
  );
  const button = screen.getByRole('button', { name: 'Copy the secret' });
  button.focus();
  fireEvent.click(button);
  return button;
}

describe('the copy button over plain HTTP, without navigator.clipboard,', () => {
  it('still copies and keeps the focus', async () => {
    let clipboard = '';
    const button = copyOverPlainHttp((selected) => {
      clipboard = selected;
      return true;
    });
    await waitFor(() => expect(screen.getByRole('status').textContent).toBe('Copied'));
    expect(clipboard).toBe('srv_secret');
    expect(document.querySelector('textarea')).toBeNull();
    expect(document.activeElement).toBe(button);
  });

  it('shows that the browser blocked copying', async () => {
    copyOverPlainHttp(() => false);
    await waitFor(() => expect(screen.getByRole('status').textContent).toContain('copy it'));
  });
});
