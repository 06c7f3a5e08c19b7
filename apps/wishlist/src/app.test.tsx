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

/** What shows that a feature is there. */
const SIGHTS: Record<Flag, () => HTMLElement | null> = {
  'wishlist-gallery': () => screen.queryByRole('heading', { name: 'Whistling kettle' }),
  'wishlist-add-item': () => screen.queryByRole('button', { name: 'Add' }),
  'wishlist-edit-item': () => screen.queryByRole('button', { name: 'Edit Whistling kettle' }),
  'wishlist-got-it': () => screen.queryByRole('checkbox', { name: 'Got it: Whistling kettle' }),
  'wishlist-reorder': () => screen.queryByRole('button', { name: 'Move Whistling kettle down' }),
};

describe('W9.12 the page', () => {
  it('says "coming soon" in the place of each feature while all flags are off, and asks for no list', async () => {
    open();
    await live();

    for (const flag of FLAGS) expect(comingSoon(flag)).not.toBeNull();
    expect(server.lists).toEqual([]);
  });

  it.each(FLAGS)('gates on %s, and follows when somebody flips it', async (flag) => {
    server.flip('wishlist-gallery', true);
    server.flip(flag, false);
    open();
    await live();
    expect(SIGHTS[flag]()).toBeNull();
    expect(comingSoon(flag)).not.toBeNull();

    act(() => server.flip(flag, true));
    await waitFor(() => expect(SIGHTS[flag]()).not.toBeNull());
    expect(comingSoon(flag)).toBeNull();

    act(() => server.flip(flag, false));
    await waitFor(() => expect(comingSoon(flag)).not.toBeNull());
    expect(SIGHTS[flag]()).toBeNull();
  });

  it('shows the gallery closed while the server does not know of the flag yet, and asks again', async () => {
    server.flip('wishlist-gallery', true);
    server.respondToList(() => notAvailable());
    open();
    await live();
    await waitFor(() => expect(comingSoon('wishlist-gallery')).not.toBeNull());
    expect(server.lists).toHaveLength(1);
    server.respondToList(undefined);

    await screen.findByRole('heading', { name: 'Whistling kettle' }, { timeout: 3_000 });
  });

  it('says what went wrong with the list, and tries again', async () => {
    server.flip('wishlist-gallery', true);
    server.respondToList(() => Promise.reject(new TypeError('fetch failed')));
    open();
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('The list did not load');
    server.respondToList(undefined);
    fireEvent.click(within(alert).getByRole('button', { name: 'Try again' }));

    await screen.findByRole('heading', { name: 'Whistling kettle' });
  });

  it('says so when the list is empty', async () => {
    server.flip('wishlist-gallery', true);
    server.respondToList(() => Response.json({ items: [] }));
    open();

    await screen.findByText('Nothing here yet');
  });
});

describe('S400.8 an address that overrides flags', () => {
  it('opens what it names, asks for the list in the same session, and closes it when it is cleared', async () => {
    history.replaceState(null, '', '/wishlist/?userId=ann&ff_wishlist-gallery=on');
    open();
    await screen.findByRole('heading', { name: 'Whistling kettle' });
    expect(location.search).toBe('?userId=ann');
    expect(server.lists.at(-1)).toBe('?userId=ann&sessionId=tab');
    expect(screen.getByText('wishlist-gallery = true')).toBeDefined();

    fireEvent.click(screen.getByRole('button', { name: 'Clear' }));
    await waitFor(() => expect(comingSoon('wishlist-gallery')).not.toBeNull());
    expect(screen.queryByText('wishlist-gallery = true')).toBeNull();
    expect(sessionStorage.length).toBe(0);
  });
});

describe('the person', () => {
  it('is in the address, and asks for flags and list of their own', async () => {
    server.flip('wishlist-gallery', true);
    history.replaceState(null, '', '/wishlist/?userId=ann');
    open();
    await screen.findByRole('heading', { name: 'Whistling kettle' });
    fireEvent.change(screen.getByLabelText('You are'), { target: { value: 'bob & co' } });
    fireEvent.submit(screen.getByRole('form', { name: 'User' }));
    await waitFor(() => expect(server.users).toEqual(['ann', 'bob & co']));

    expect(location.search).toBe('?userId=bob+%26+co');
    await waitFor(() => expect(server.lists).toEqual(['?userId=ann', '?userId=bob+%26+co']));
  });

  it('changes a list that stays in this browser, for them alone, until they start over', async () => {
    for (const flag of FLAGS) server.flip(flag, true);
    history.replaceState(null, '', '/wishlist/?userId=ann');
    open();
    await screen.findByRole('heading', { name: 'Whistling kettle' });
    fireEvent.change(screen.getByLabelText('Name'), { target: { value: ' Compass ' } });
    fireEvent.change(screen.getByLabelText('Price in euros'), { target: { value: '20.5' } });
    fireEvent.submit(screen.getByRole('button', { name: 'Add' }));
    fireEvent.click(screen.getByRole('checkbox', { name: 'Got it: Whistling kettle' }));
    expect(names()).toEqual(['Whistling kettle', 'Reading lamp', 'Compass']);
    expect(screen.getByText('3 wishes, 2 of them fulfilled')).toBeDefined();

    cleanup();
    open();
    await screen.findByRole('heading', { name: 'Compass' });
    fireEvent.click(screen.getByRole('button', { name: 'bob' }));
    await waitFor(() => expect(names()).toEqual(['Whistling kettle', 'Reading lamp']));
    fireEvent.click(screen.getByRole('button', { name: 'ann' }));
    await screen.findByRole('heading', { name: 'Compass' });
    fireEvent.click(screen.getByRole('button', { name: 'Start over' }));

    expect(names()).toEqual(['Whistling kettle', 'Reading lamp']);
  });

  it('edits an item, by keyboard alone', async () => {
    for (const flag of FLAGS) server.flip(flag, true);
    open();
    const edit = await screen.findByRole('button', { name: 'Edit Reading lamp' });
    fireEvent.click(edit);
    const card = within(screen.getByDisplayValue('Reading lamp').closest('li')!);
    expect(document.activeElement).toBe(card.getByLabelText('Name'));
    fireEvent.change(card.getByLabelText('Name'), { target: { value: 'Brass lamp' } });
    fireEvent.submit(card.getByRole('button', { name: 'Save' }));
    expect(names()).toEqual(['Whistling kettle', 'Brass lamp']);
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Edit Brass lamp' }));

    fireEvent.click(screen.getByRole('button', { name: 'Edit Brass lamp' }));
    fireEvent.keyDown(screen.getByDisplayValue('Brass lamp'), { key: 'Escape' });
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Edit Brass lamp' }));
  });

  it('reorders items, keeps the focus where it was, and is told', async () => {
    for (const flag of FLAGS) server.flip(flag, true);
    open();
    const down = await screen.findByRole('button', { name: 'Move Whistling kettle down' });
    down.focus();
    fireEvent.click(down);

    expect(names()).toEqual(['Reading lamp', 'Whistling kettle']);
    expect(document.activeElement).toBe(down);
    expect(down.getAttribute('aria-disabled')).toBe('true');
    expect(screen.getByText('Whistling kettle is now number 2 of 2.')).toBeDefined();
    fireEvent.click(down);
    expect(names()).toEqual(['Reading lamp', 'Whistling kettle']);
  });

  it('loses nothing where what the browser has kept is corrupt', async () => {
    server.flip('wishlist-gallery', true);
    localStorage.setItem('burgee-wishlist:', '{"items":[{"id":1}]}');
    open();

    await screen.findByRole('heading', { name: 'Whistling kettle' });
  });
});

function open(): void {
  render(<App now={() => 0} />);
}

async function live(): Promise<void> {
  await screen.findByText('Live: changes show at once.');
}

function names(): (string | null)[] {
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

/** The server as the page sees it: tRPC for flags, REST for the list. */
function aServer() {
  const on = new Set<Flag>();
  const overridden = new Set<Flag>();
  const streams = new Set<ReadableStreamDefaultController<Uint8Array>>();
  const users: (string | undefined)[] = [];
  const lists: string[] = [];
  let version = 1;
  let respondToList: (() => Response | Promise<Response>) | undefined;
  const say = (stream: ReadableStreamDefaultController<Uint8Array>, text: string) =>
    stream.enqueue(new TextEncoder().encode(text));

  function evaluateAll(body: string): Response {
    const { userId, sessionId } = (JSON.parse(body) as { context: { userId?: string; sessionId?: string } }).context;
    if (users.at(-1) !== userId) users.push(userId);
    const isOn = (flag: Flag) => on.has(flag) || (sessionId === 'tab' && overridden.has(flag));
    const flags = Object.fromEntries(
      FLAGS.map((flag) => [flag, { value: isOn(flag), enabled: isOn(flag), reason: 'STATIC' }]),
    );
    return Response.json({ result: { data: { environment: 'development', version, flags } } });
  }

  /** Of one session, which is called `tab`. */
  function overrides(path: string, body: string): Response {
    const input = JSON.parse(body) as { overrides?: { flagKey: Flag }[] };
    if (path.endsWith('clearSession')) overridden.clear();
    for (const { flagKey } of input.overrides ?? []) overridden.add(flagKey);
    const set = [...overridden].map((flagKey) => ({
      flagKey,
      value: true,
      expiresAt: '2026-11-22T06:00:00.000Z',
      reason: null,
    }));
    return Response.json({ result: { data: { environment: 'development', sessionId: 'tab', overrides: set } } });
  }

  function openStream(signal: AbortSignal | null | undefined): Response {
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        streams.add(controller);
        signal?.addEventListener('abort', () => {
          streams.delete(controller);
          controller.close();
        });
        say(controller, 'event: connected\ndata: {}\n\n');
      },
    });
    return new Response(stream, { headers: { 'Content-Type': 'text/event-stream' } });
  }

  const fetch: typeof globalThis.fetch = async (input, init) => {
    const { pathname, search } = new URL(new Request(input).url);
    if (pathname === '/trpc/evaluation.changes') return openStream(init?.signal);
    if (pathname === '/trpc/evaluation.evaluateAll') return evaluateAll(init?.body as string);
    if (pathname.startsWith('/trpc/overrides.')) return overrides(pathname, init?.body as string);
    lists.push(search);
    return respondToList ? respondToList() : Response.json({ items: [KETTLE, LAMP] });
  };

  return {
    fetch,
    users,
    lists,
    respondToList: (respond: typeof respondToList) => void (respondToList = respond),
    flip: (flag: Flag, isOn: boolean) => {
      if (isOn) on.add(flag);
      else on.delete(flag);
      version++;
      for (const stream of streams) say(stream, `data: {"version":${version}}\nid: ${version}\n\n`);
    },
  };
}
