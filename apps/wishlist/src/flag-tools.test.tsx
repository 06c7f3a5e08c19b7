import { createFlagClient } from '@burgee/client';
import { FlagProvider } from '@burgee/react';
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FlagTools } from './flag-tools.tsx';
import { flags } from './flags.ts';

afterEach(() => {
  cleanup();
  history.replaceState(null, '', '/wishlist/');
});

describe('the toolbar', () => {
  it('is not loaded by default', async () => {
    renderFlagTools();
    await new Promise((resolve) => setTimeout(resolve, 20));

    expect(toolbar()).toBeNull();
  });

  it('is shown closed if the URL has ?toolbar', async () => {
    history.replaceState(null, '', '/wishlist/?toolbar');
    renderFlagTools();
    await waitFor(() => expect(toolbar()).not.toBeNull());

    expect(dialog()).toBeNull();
  });

  it('opens each time the button is pressed', async () => {
    renderFlagTools();
    fireEvent.click(screen.getByRole('button', { name: 'Show flags' }));
    await waitFor(() => expect(dialog()).not.toBeNull());
    fireEvent.click(within(dialog()!).getByRole('button', { name: 'Close' }));
    expect(dialog()).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Show flags' }));

    await waitFor(() => expect(dialog()).not.toBeNull());
    expect(document.querySelectorAll('burgee-toolbar')).toHaveLength(1);
  });

  it('passes a context change on', async () => {
    const onContextChange = vi.fn();
    renderFlagTools(onContextChange);
    fireEvent.click(screen.getByRole('button', { name: 'Show flags' }));
    await waitFor(() => expect(dialog()).not.toBeNull());
    fireEvent.change(within(dialog()!).getByLabelText('User ID'), { target: { value: 'bob' } });
    fireEvent.submit(within(dialog()!).getByLabelText('User ID'));

    expect(onContextChange).toHaveBeenCalledWith({ userId: 'bob' });
  });
});

function renderFlagTools(onContextChange = () => {}): void {
  render(
    <FlagProvider client={createFlagClient({ url: '', flags, connect: false })}>
      <FlagTools onContextChange={onContextChange} />
    </FlagProvider>,
  );
}

function toolbar(): ShadowRoot | null {
  return document.querySelector('burgee-toolbar')?.shadowRoot ?? null;
}

function dialog(): HTMLElement | null {
  return toolbar()?.querySelector<HTMLElement>('[role=dialog]') ?? null;
}
