import { createFlagClient } from '@burgee/client';
import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { Profiler, StrictMode, useState } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FeatureFlagProvider, useFeatureFlag, useFeatureFlags, useFlagValue } from '../index.ts';
import { aServer, type TestServer } from '../test-server.ts';
import { FlagToolbar, type FlagToolbarProps } from './index.ts';

const REFUSAL = 'The environment "production" does not permit session overrides.';

beforeEach(() => history.replaceState(null, '', '/shop?page=2#top'));
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

describe('the flags', () => {
  it('are those that this page has read, with value and reason, and all of them on demand', async () => {
    await open(aServer({ banner: true, colour: 'red', unused: false }));

    expect(rowTexts()).toEqual([
      'bannerOnThe same for everybody.',
      'colourSetThe same for everybody.',
      'missingNo such flag in this environment: the fallback serves.',
    ]);
    expect(field('colour').value).toBe('red');
    fireEvent.click(bar().getByRole('button', { name: 'All 4' }));
    expect(rowTexts()).toHaveLength(4);
    fireEvent.click(bar().getByRole('button', { name: 'This page 3' }));
    expect(rowTexts()).toHaveLength(3);
  });

  it('are more as soon as the page reads more', async () => {
    await open(aServer({ banner: true, late: false }), { page: <Later /> });
    expect(rowTexts()).toHaveLength(0);
    expect(bar().getByText('No component of this page has read a flag yet.')).toBeDefined();

    fireEvent.click(screen.getByRole('button', { name: 'read' }));
    await waitFor(() => expect(rowTexts()).toEqual(['lateOffThe same for everybody.']));
  });

  it('change when somebody changes them', async () => {
    const server = aServer({ banner: false, colour: 'red' });
    await open(server);
    await waitFor(() => expect(server.streams.size).toBe(1));
    act(() => server.publish({ banner: true, colour: 'blue' }));

    await waitFor(() => expect(switchOf('banner').checked).toBe(true));
    expect(field('colour').value).toBe('blue');
  });

  it('can be filtered where there are more than 8', async () => {
    const values = Object.fromEntries(Array.from({ length: 120 }, (_, at) => [`flag-${at}`, true]));
    await open(aServer(values));
    expect(bar().queryByRole('searchbox')).toBeNull();
    fireEvent.click(bar().getByRole('button', { name: /^All/ }));
    expect(rowTexts()).toHaveLength(100);
    expect(bar().getByText('And 23 more: filter to find them.')).toBeDefined();

    fireEvent.change(bar().getByRole('searchbox'), { target: { value: ' FLAG-11' } });
    expect(rowTexts()).toHaveLength(11);
    fireEvent.change(bar().getByRole('searchbox'), { target: { value: 'x' } });
    expect(bar().getByText('No key contains this.')).toBeDefined();
  });

  it('are not rendered again while nothing changes', async () => {
    const commits = vi.fn();
    const server = aServer({ banner: true });
    await open(server, {
      wrap: (toolbar) => (
        <Profiler id="toolbar" onRender={commits}>
          {toolbar}
        </Profiler>
      ),
    });
    commits.mockClear();
    act(() => void window.dispatchEvent(new Event('focus')));
    await waitFor(() => expect(server.asked).toHaveLength(2));
    await act(async () => await Promise.resolve());

    expect(commits).not.toHaveBeenCalled();
  });
});

describe('an override', () => {
  it('of a boolean is a switch, changes the page at once, and is said on the button too', async () => {
    await open(aServer({ banner: false }));
    fireEvent.click(switchOf('banner'));
    expect(switchOf('banner').checked).toBe(true);
    await screen.findByText('banner is on');

    expect(await bar().findByText('1 flag overridden')).toBeDefined();
    expect(bar().getByText('Overridden by you, in this session.')).toBeDefined();
    fireEvent.click(bar().getByRole('button', { name: 'Close' }));
    expect(launcher().textContent).toBe('Flags1 overridden');
  });

  it('is cleared alone, or with all others, and the focus stays near', async () => {
    await open(aServer({ banner: false, colour: 'red' }));
    fireEvent.click(switchOf('banner'));
    await bar().findByText('1 flag overridden');
    set('colour', 'blue');
    await bar().findByText('2 flags overridden');
    bar().getByRole('button', { name: 'Clear banner' }).focus();
    fireEvent.click(bar().getByRole('button', { name: 'Clear banner' }));
    await screen.findByText('banner is off');
    await bar().findByText('1 flag overridden');
    expect(root().activeElement).toBe(switchOf('banner'));

    bar().getByRole('button', { name: 'Clear all' }).focus();
    fireEvent.click(bar().getByRole('button', { name: 'Clear all' }));
    await waitFor(() => expect(launcher().textContent).toBe('Flags'));
    await waitFor(() => expect(field('colour').value).toBe('red'));
    expect(root().activeElement).toBe(bar().getByRole('dialog'));
  });

  it.each([
    ['a text', 'red', 'blue'],
    ['a number', 12, '48'],
    ['JSON', { max: 3 }, '{"max":4}'],
  ])('of %s is a field, whose text the server reads', async (_, value, text) => {
    const sent = vi.fn();
    const server = aServer({ colour: value });
    await open(server, { onRequest: sent });
    expect(field('colour').value).toBe(typeof value === 'object' ? '{\n  "max": 3\n}' : String(value));
    fireEvent.submit(field('colour'));
    expect(server.state.overridden).toBe(0);
    set('colour', text);
    await bar().findByText('1 flag overridden');

    expect(sent).toHaveBeenCalledWith({ overrides: [{ flagKey: 'colour', value: text }] });
  });

  it('that an emergency stands above says so', async () => {
    const server = aServer({ banner: false });
    server.state.emergency = { banner: false };
    await open(server);
    fireEvent.click(switchOf('banner'));

    await bar().findByText('Yours is set, but an emergency override goes before it.');
  });

  it('that is refused goes back, says why, and keeps what was typed', async () => {
    const server = aServer({ banner: false, colour: 'red' });
    await open(server);
    server.state.failure = '"x" is not allowed';
    fireEvent.click(switchOf('banner'));
    await bar().findByText(/Nothing was overridden\. .*"x" is not allowed/);
    await waitFor(() => expect(switchOf('banner').checked).toBe(false));
    set('colour', 'x');
    await waitFor(() => expect(server.state.overridden).toBe(2));
    await act(async () => await Promise.resolve());

    expect(field('colour').value).toBe('x');
    expect(bar().getByRole('alert').textContent).toContain('"x" is not allowed');
  });
});

describe('A16 where the environment does not permit it', () => {
  it('only shows, says so once, and keeps the focus', async () => {
    const server = aServer({ banner: false, colour: 'red', limits: { max: 3 } });
    server.state.refusal = REFUSAL;
    await open(server);
    fireEvent.click(bar().getByRole('button', { name: /^All/ }));
    switchOf('banner').focus();
    fireEvent.click(switchOf('banner'));
    await bar().findByText(/The environment production does not permit overrides/);

    expect(bar().queryByRole('switch')).toBeNull();
    expect(bar().queryByRole('button', { name: /^(Set|Clear)/ })).toBeNull();
    expect(bar().getByRole('alert').textContent).toBe('');
    expect(rowTexts()).toContain('bannerOffThe same for everybody.');
    expect(rowTexts()).toContain('limits{\n  "max": 3\n}The same for everybody.');
    expect(root().activeElement).toBe(bar().getByRole('dialog'));
  });
});

describe('the link', () => {
  const urlOverrides = { search: '?ff_old=on', prefix: 'try_' };

  it('is the address of the page with these overrides alone', async () => {
    history.replaceState(null, '', '/shop?page=2&try_old=on&burgee_link=x#top');
    const writeText = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    await open(aServer({ banner: false, colour: 'red' }), { urlOverrides });
    fireEvent.click(switchOf('banner'));
    await bar().findByText('1 flag overridden');
    set('colour', 'sea & sky');
    await bar().findByText('2 flags overridden');
    fireEvent.click(bar().getByRole('button', { name: 'Copy link' }));
    await bar().findByText('Copied');

    expect(writeText).toHaveBeenCalledWith(`${location.origin}/shop?page=2&try_banner=true&try_colour=sea+%26+sky#top`);
  });

  it('can be copied by hand where the browser does not permit it', async () => {
    vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new DOMException('no', 'NotAllowedError'));
    await open(aServer({ banner: false }), { urlOverrides });
    fireEvent.click(switchOf('banner'));
    fireEvent.click(await bar().findByRole('button', { name: 'Copy link' }));
    const link = await bar().findByRole<HTMLInputElement>('textbox', { name: 'Link to copy' });

    expect(link.value).toContain('try_banner=true');
  });

  it('is not offered where addresses are not read', async () => {
    await open(aServer({ banner: false }));
    fireEvent.click(switchOf('banner'));
    await bar().findByText('1 flag overridden');

    expect(bar().queryByRole('button', { name: 'Copy link' })).toBeNull();
  });
});

describe('the context', () => {
  const apply = (userId: string, attributes: string) => {
    bar().getByLabelText('User ID').focus();
    fireEvent.change(bar().getByLabelText('User ID'), { target: { value: userId } });
    fireEvent.change(bar().getByLabelText('Attributes, as JSON'), { target: { value: attributes } });
    fireEvent.submit(bar().getByLabelText('User ID'));
  };

  it('is changed in the client, and stays when the application renders the same one again', async () => {
    const server = aServer({ banner: true });
    const { rerender } = await open(server);
    expect(bar().getByText('Context: ann, 1 attribute')).toBeDefined();
    apply('bob', '{"plan":"free","groups":["a"]}');
    await waitFor(() => expect(server.asked.at(-1)?.context).toEqual({ userId: 'bob', plan: 'free', groups: ['a'] }));
    expect(root().activeElement).toBe(bar().getByLabelText('User ID'));
    rerender();

    expect(await bar().findByText('Context: bob, 2 attributes')).toBeDefined();
    expect(server.asked).toHaveLength(2);
  });

  it('is given to the application where that wants it', async () => {
    const onContextChange = vi.fn();
    const server = aServer({ banner: true });
    await open(server, { onContextChange });
    apply(' ', '');

    expect(onContextChange).toHaveBeenCalledWith({});
    expect(server.asked).toHaveLength(1);
  });

  it.each([
    ['{', 'This is no JSON object'],
    ['[1]', 'This is no JSON object'],
    ['{"plan": {"a": 1}}', '"plan" must be a text, a number'],
  ])('that is %s is not applied, and it says why', async (attributes, problem) => {
    const server = aServer({ banner: true });
    await open(server);
    apply('bob', attributes);

    expect(bar().getByText(problem, { exact: false }).getAttribute('role')).toBe('alert');
    expect(bar().getByLabelText('Attributes, as JSON').getAttribute('aria-invalid')).toBe('true');
    expect(server.asked).toHaveLength(1);
  });
});

describe('by keyboard', () => {
  const press = (target: Window | Element, key: string, init: KeyboardEventInit = {}) =>
    fireEvent.keyDown(target, { key, code: `Key${key.toUpperCase()}`, ...init });
  const altShift = { altKey: true, shiftKey: true };

  it('a shortcut opens it with the focus in it, and Escape gives the focus back', async () => {
    show(aServer({ banner: true }), { page: <input aria-label="search" /> });
    await waitFor(() => launcher());
    screen.getByLabelText('search').focus();
    press(window, 'f');
    expect(bar().queryByRole('dialog')).toBeNull();
    press(window, 'Ï', { ...altShift, code: 'KeyF' });
    expect(root().activeElement).toBe(bar().getByRole('dialog'));

    press(bar().getByRole('dialog'), 'Escape');
    expect(bar().queryByRole('dialog')).toBeNull();
    expect(document.activeElement).toBe(screen.getByLabelText('search'));
  });

  it('the button opens and closes it, and has the focus afterwards', async () => {
    show(aServer({ banner: true }));
    await waitFor(() => launcher());
    launcher().focus();
    fireEvent.click(launcher());
    expect(launcher().getAttribute('aria-expanded')).toBe('true');
    expect(bar().getByRole('dialog').id).toBe(launcher().getAttribute('aria-controls'));
    fireEvent.click(bar().getByRole('button', { name: 'Close' }));

    expect(root().activeElement).toBe(launcher());
    expect(launcher().getAttribute('aria-expanded')).toBe('false');
  });

  it.each([
    ['Ctrl+K', { ctrlKey: true }, true],
    ['Ctrl+K', { ctrlKey: true, shiftKey: true }, false],
    [false, altShift, false],
  ] as const)('with the shortcut %s, %o opens: %s', async (shortcut, modifiers, opens) => {
    show(aServer({ banner: true }), { shortcut });
    await waitFor(() => launcher());
    press(window, 'k', modifiers);
    press(window, 'f', modifiers);

    expect(bar().queryByRole('dialog') !== null).toBe(opens);
  });

  it('what is typed in it is no command to the page', async () => {
    const command = vi.fn();
    document.addEventListener('keydown', command);
    await open(aServer({ colour: 'red' }));
    press(field('colour'), '/');
    document.removeEventListener('keydown', command);

    expect(command).not.toHaveBeenCalled();
  });

  it('takes the focus at first only where it is told to', async () => {
    show(aServer({}), { defaultOpen: true });
    await waitFor(() => bar().getByRole('dialog'));
    expect(root().activeElement).toBeNull();
    cleanup();
    show(aServer({}), { defaultOpen: true, autoFocus: true });

    await waitFor(() => expect(root().activeElement).toBe(bar().getByRole('dialog')));
  });
});

describe('in a page', () => {
  it('has its styles in a sheet of its own, without any element or attribute of style', async () => {
    await open(aServer({ banner: true }), { position: 'top-left' });

    expect(root().adoptedStyleSheets).toHaveLength(1);
    expect(root().querySelector('style, [style]')).toBeNull();
    expect(root().querySelector('.toolbar.top-left')).not.toBeNull();
  });

  it('is gone with its component, also in StrictMode', async () => {
    const { unmount } = await open(aServer({ banner: true }), {
      wrap: (toolbar) => <StrictMode>{toolbar}</StrictMode>,
    });
    expect(document.querySelectorAll('burgee-toolbar')).toHaveLength(1);
    unmount();

    expect(document.querySelector('burgee-toolbar')).toBeNull();
  });

  it('is nothing on a server, and comes when the browser has hydrated', async () => {
    const page = (
      <FeatureFlagProvider client={createFlagClient({ url: '', connect: false })}>
        <p>page</p>
        <FlagToolbar />
      </FeatureFlagProvider>
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

  it('says where the flags are from, and when the server does not answer', async () => {
    show(aServer({ banner: true }), { defaultOpen: true, fetch: () => Promise.reject(new TypeError('no')) });
    await waitFor(() => bar().getByText('The server does not answer.'));
    cleanup();
    await open(aServer({ banner: true }));

    expect(bar().getByText('production, version 1')).toBeDefined();
  });
});

type Options = FlagToolbarProps & {
  page?: React.ReactNode;
  wrap?: (toolbar: React.ReactNode) => React.ReactNode;
  urlOverrides?: { search: string; prefix: string };
  onRequest?: (body: unknown) => void;
  fetch?: typeof fetch;
};

function show(server: TestServer, options: Options = {}) {
  const {
    page = <Page />,
    wrap = (toolbar) => toolbar,
    urlOverrides,
    onRequest,
    fetch = server.fetch,
    ...props
  } = options;
  const runtime = {
    fetch: (...[input, init]: Parameters<typeof globalThis.fetch>) => {
      if (new Request(input).url.includes('setSession')) onRequest?.(JSON.parse(init?.body as string));
      return fetch(input, init);
    },
  };
  const all = () => (
    <FeatureFlagProvider
      url="http://flags.test"
      context={{ userId: 'ann', plan: 'pro' }}
      urlOverrides={urlOverrides}
      runtime={runtime}
    >
      {page}
      {wrap(<FlagToolbar {...props} />)}
    </FeatureFlagProvider>
  );
  const { rerender, unmount } = render(all());
  return { rerender: () => rerender(all()), unmount };
}

/** Opened by a person, when the answers are here. */
async function open(server: TestServer, options: Options = {}) {
  const shown = show(server, options);
  await waitFor(() => launcher());
  fireEvent.click(launcher());
  await bar().findByText(/version \d/);
  await act(async () => await Promise.resolve());
  return shown;
}

function root(): ShadowRoot {
  const host = document.querySelector('burgee-toolbar');
  if (!host?.shadowRoot) throw new Error('There is no toolbar.');
  return host.shadowRoot;
}
const bar = () => within(root() as unknown as HTMLElement);
const launcher = () => bar().getByRole('button', { name: /^Flags/ });
const switchOf = (name: string) => bar().getByRole<HTMLInputElement>('switch', { name });
const field = (name: string) => bar().getByRole<HTMLInputElement>('textbox', { name });
const rowTexts = () =>
  bar()
    .queryAllByRole('listitem')
    .map(({ textContent }) => textContent);

function set(name: string, value: string): void {
  fireEvent.change(field(name), { target: { value } });
  fireEvent.click(bar().getByRole('button', { name: `Set ${name}` }));
}

function Page() {
  const { isFeatureEnabled } = useFeatureFlags();
  const colour = useFlagValue('colour', 'grey');
  return (
    <p>
      <span>banner is {useFeatureFlag('banner') ? 'on' : 'off'}</span> {colour} {String(isFeatureEnabled('missing'))}
    </p>
  );
}

function Later() {
  const [reads, setReads] = useState(false);
  return reads ? <Reader /> : <button onClick={() => setReads(true)}>read</button>;
}

function Reader() {
  return String(useFeatureFlag('late'));
}
