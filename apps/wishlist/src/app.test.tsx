import { aFlagServer, answerOf, withSessions } from '@burgee/testing';
import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { App } from './app.tsx';

const FLAGS = [
  'wishlist-gallery',
  'wishlist-add-item',
  'wishlist-edit-item',
  'wishlist-got-it',
  'wishlist-reorder',
] as const;
type Flag = (typeof FLAGS)[number];

const KETTLE = { id: 'kettle', name: 'Whistling kettle', note: 'the enamelled one', price: 48, gotIt: false };
const LAMP = { id: 'lamp', name: 'Reading lamp', note: '', price: 120, gotIt: true };

let server: ReturnType<typeof aServer>;
beforeEach(() => {
  server = aServer();
  vi.stubGlobal('fetch', server.fetch);
  localStorage.clear();
  sessionStorage.clear();
  history.replaceState(null, '', '/wishlist/');
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

/** The element that shows that a feature is on. */
const FEATURE_ELEMENTS: Record<Flag, () => HTMLElement | null> = {
  'wishlist-gallery': () => screen.queryByRole('heading', { name: 'Whistling kettle' }),
  'wishlist-add-item': () => screen.queryByRole('button', { name: 'Add item' }),
  'wishlist-edit-item': () => screen.queryByRole('button', { name: 'Edit Whistling kettle' }),
  'wishlist-got-it': () => screen.queryByRole('checkbox', { name: 'Got it: Whistling kettle' }),
  'wishlist-reorder': () => screen.queryByRole('button', { name: 'Move Whistling kettle down' }),
};

describe('W9.12 the page', () => {
  it('shows "coming soon" for each feature while all flags are off, and does not request the list', async () => {
    renderApp();
    await waitUntilLive();

    for (const flag of FLAGS) expect(comingSoon(flag)).not.toBeNull();
    expect(server.lists).toEqual([]);
  });

  it.each(FLAGS)('gates on %s and follows its changes', async (flag) => {
    server.flip('wishlist-gallery', true);
    server.flip(flag, false);
    renderApp();
    await waitUntilLive();
    expect(FEATURE_ELEMENTS[flag]()).toBeNull();
    expect(comingSoon(flag)).not.toBeNull();

    act(() => server.flip(flag, true));
    await waitFor(() => expect(FEATURE_ELEMENTS[flag]()).not.toBeNull());
    expect(comingSoon(flag)).toBeNull();

    act(() => server.flip(flag, false));
    await waitFor(() => expect(comingSoon(flag)).not.toBeNull());
    expect(FEATURE_ELEMENTS[flag]()).toBeNull();
  });

  it('keeps the gallery closed and retries while the server does not have the flag change yet', async () => {
    server.flip('wishlist-gallery', true);
    server.respondToList(() => notAvailable());
    renderApp();
    await waitUntilLive();
    await waitFor(() => expect(comingSoon('wishlist-gallery')).not.toBeNull());
    expect(server.lists).toHaveLength(1);
    server.respondToList(undefined);

    await screen.findByRole('heading', { name: 'Whistling kettle' });
  });

  it('shows why the list did not load and retries on request', async () => {
    server.flip('wishlist-gallery', true);
    server.respondToList(() => Promise.reject(new TypeError('fetch failed')));
    renderApp();
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('The list did not load');
    server.respondToList(undefined);
    fireEvent.click(within(alert).getByRole('button', { name: 'Try again' }));

    await screen.findByRole('heading', { name: 'Whistling kettle' });
  });

  it('shows an empty state for an empty list', async () => {
    server.flip('wishlist-gallery', true);
    server.respondToList(() => Response.json({ items: [] }));
    renderApp();

    await screen.findByText('No items yet');
  });
});

describe('S400.8 a URL that overrides flags', () => {
  it('turns its flags on, requests the list in the same session, and can be cleared', async () => {
    history.replaceState(null, '', '/wishlist/?userId=ann&ff_wishlist-gallery=on');
    renderApp();
    await screen.findByRole('heading', { name: 'Whistling kettle' });
    expect(location.search).toBe('?userId=ann');
    expect(server.lists.at(-1)).toBe('?userId=ann&sessionId=session-1');
    expect(screen.getByText('wishlist-gallery = true')).toBeDefined();

    fireEvent.click(screen.getByRole('button', { name: 'Clear overrides' }));
    await waitFor(() => expect(comingSoon('wishlist-gallery')).not.toBeNull());
    expect(screen.queryByText('wishlist-gallery = true')).toBeNull();
    expect(sessionStorage.length).toBe(0);
  });
});

describe('the user', () => {
  it('is part of the URL and gets their own flags and list', async () => {
    server.flip('wishlist-gallery', true);
    history.replaceState(null, '', '/wishlist/?userId=ann');
    renderApp();
    await screen.findByRole('heading', { name: 'Whistling kettle' });
    fireEvent.change(screen.getByLabelText('You are'), { target: { value: 'bob & co' } });
    fireEvent.submit(screen.getByRole('form', { name: 'User' }));
    await waitFor(() => expect(server.users()).toEqual(['ann', 'bob & co']));

    expect(location.search).toBe('?userId=bob+%26+co');
    await waitFor(() => expect(server.lists).toEqual(['?userId=ann', '?userId=bob+%26+co']));
  });

  it('changes their own list in this browser until they start over', async () => {
    for (const flag of FLAGS) server.flip(flag, true);
    history.replaceState(null, '', '/wishlist/?userId=ann');
    renderApp();
    await screen.findByRole('heading', { name: 'Whistling kettle' });
    fireEvent.change(screen.getByLabelText('Name'), { target: { value: ' Compass ' } });
    fireEvent.change(screen.getByLabelText('Price in euros'), { target: { value: '20.5' } });
    fireEvent.submit(screen.getByRole('button', { name: 'Add item' }));
    fireEvent.click(screen.getByRole('checkbox', { name: 'Got it: Whistling kettle' }));
    expect(itemNames()).toEqual(['Whistling kettle', 'Reading lamp', 'Compass']);
    expect(screen.getByText('3 wishes, 2 of them fulfilled')).toBeDefined();

    cleanup();
    renderApp();
    await screen.findByRole('heading', { name: 'Compass' });
    fireEvent.click(screen.getByRole('button', { name: 'bob' }));
    await waitFor(() => expect(itemNames()).toEqual(['Whistling kettle', 'Reading lamp']));
    fireEvent.click(screen.getByRole('button', { name: 'ann' }));
    await screen.findByRole('heading', { name: 'Compass' });
    fireEvent.click(screen.getByRole('button', { name: 'Start over' }));

    expect(itemNames()).toEqual(['Whistling kettle', 'Reading lamp']);
  });

  it('edits an item and keeps the focus for the keyboard', async () => {
    for (const flag of FLAGS) server.flip(flag, true);
    renderApp();
    const edit = await screen.findByRole('button', { name: 'Edit Reading lamp' });
    fireEvent.click(edit);
    const card = within(screen.getByDisplayValue('Reading lamp').closest('li')!);
    expect(document.activeElement).toBe(card.getByLabelText('Name'));
    fireEvent.change(card.getByLabelText('Name'), { target: { value: 'Brass lamp' } });
    fireEvent.submit(card.getByRole('button', { name: 'Save item' }));
    expect(itemNames()).toEqual(['Whistling kettle', 'Brass lamp']);
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Edit Brass lamp' }));

    fireEvent.click(screen.getByRole('button', { name: 'Edit Brass lamp' }));
    fireEvent.keyDown(screen.getByDisplayValue('Brass lamp'), { key: 'Escape' });
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Edit Brass lamp' }));
  });

  it('reorders items, keeps the focus and gets an announcement', async () => {
    for (const flag of FLAGS) server.flip(flag, true);
    renderApp();
    const down = await screen.findByRole('button', { name: 'Move Whistling kettle down' });
    down.focus();
    fireEvent.click(down);

    expect(itemNames()).toEqual(['Reading lamp', 'Whistling kettle']);
    expect(document.activeElement).toBe(down);
    expect(down.getAttribute('aria-disabled')).toBe('true');
    expect(screen.getByText('Whistling kettle is now number 2 of 2.')).toBeDefined();
    fireEvent.click(down);
    expect(itemNames()).toEqual(['Reading lamp', 'Whistling kettle']);
  });

  it('sees the served list if the stored one is corrupt', async () => {
    server.flip('wishlist-gallery', true);
    localStorage.setItem('burgee-wishlist:', '{"items":[{"id":1}]}');
    renderApp();

    await screen.findByRole('heading', { name: 'Whistling kettle' });
  });
});

function renderApp(): void {
  render(<App now={() => 0} />);
}

async function waitUntilLive(): Promise<void> {
  await screen.findByText('Live: changes appear immediately.');
}

function itemNames(): (string | null)[] {
  return within(screen.getByRole('region', { name: 'Gallery' }))
    .getAllByRole('heading')
    .map(({ textContent }) => textContent);
}

function comingSoon(flag: Flag): HTMLElement | null {
  return screen.queryByText((_text, element) => element?.tagName === 'CODE' && element.textContent === flag);
}

function notAvailable(): Response {
  const problem = { type: 'a', title: 'Feature not available', status: 404, code: 'FEATURE_NOT_AVAILABLE', hint: 'b' };
  return Response.json({ ...problem, requestId: 'c' }, { status: 404 });
}

/** A fake server with the endpoints that the page uses: those for flags, and one for the list. */
function aServer() {
  const flags = aFlagServer();
  const { sent } = withSessions(flags);
  const on = new Set<Flag>();
  const lists: string[] = [];
  let respondToList: (() => Response | Promise<Response>) | undefined;
  const answers = () => Object.fromEntries(FLAGS.map((flag) => [flag, answerOf(on.has(flag))]));
  flags.publish(answers());

  const fetch: typeof globalThis.fetch = async (input, init) => {
    const { pathname, search } = new URL(new Request(input).url);
    if (pathname.startsWith('/api/config/')) return flags.fetch(input, init);
    lists.push(search);
    return respondToList ? respondToList() : Response.json({ items: [KETTLE, LAMP] });
  };

  return {
    fetch,
    lists,
    /** The users that flags were evaluated for, without repetitions. */
    users: () => {
      const asked = sent('evaluate').map(({ context }) => context?.['userId']);
      return asked.filter((user, at) => at === 0 || user !== asked[at - 1]);
    },
    respondToList: (respond: typeof respondToList) => void (respondToList = respond),
    flip: (flag: Flag, isOn: boolean) => {
      if (isOn) on.add(flag);
      else on.delete(flag);
      flags.publish(answers());
    },
  };
}
