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
  it('are listed with value and reason if the page has read them, and all of them on demand', async () => {
    await openToolbar(aServer({ banner: true, color: 'red', unused: false }));

    expect(rowTexts()).toEqual([
      'bannerOnVariant on. The same for everyone.',
      'colorSetVariant some. The same for everyone.',
      'missingNot a flag of this environment. The fallback is used.',
    ]);
    expect(field('color').value).toBe('red');
    fireEvent.click(bar().getByRole('button', { name: 'All 4' }));
    expect(rowTexts()).toHaveLength(4);
    fireEvent.click(bar().getByRole('button', { name: 'This page 3' }));
    expect(rowTexts()).toHaveLength(3);
  });

  it('are listed as soon as the page reads them', async () => {
    await openToolbar(aServer({ banner: true, late: false }), { page: <Later /> });
    expect(rowTexts()).toHaveLength(0);
    expect(bar().getByText('No component of this page has read a flag yet.')).toBeDefined();

    fireEvent.click(screen.getByRole('button', { name: 'read' }));
    await waitFor(() => expect(rowTexts()).toEqual(['lateOffVariant off. The same for everyone.']));
  });

  it('follow changes on the server', async () => {
    const server = aServer({ banner: false, color: 'red' });
    await openToolbar(server);
    await waitFor(() => expect(server.streams.size).toBe(1));
    act(() => server.publish({ banner: true, color: 'blue' }));

    await waitFor(() => expect(flagSwitch('banner').checked).toBe(true));
    expect(field('color').value).toBe('blue');
  });

  it('can be filtered if there are more than 8', async () => {
    const values = Object.fromEntries(Array.from({ length: 120 }, (_, at) => [`flag-${at}`, true]));
    await openToolbar(aServer(values));
    expect(bar().queryByRole('searchbox')).toBeNull();
    fireEvent.click(bar().getByRole('button', { name: /^All/ }));
    expect(rowTexts()).toHaveLength(100);
    expect(bar().getByText('And 23 more. Filter to find them.')).toBeDefined();

    fireEvent.change(bar().getByRole('searchbox'), { target: { value: ' FLAG-11' } });
    expect(rowTexts()).toHaveLength(11);
    fireEvent.change(bar().getByRole('searchbox'), { target: { value: 'x' } });
    expect(bar().getByText('No matching flags.')).toBeDefined();
  });

  it('are not re-rendered while nothing changes', async () => {
    const commits = vi.fn();
    const server = aServer({ banner: true });
    await openToolbar(server, {
      wrap: (toolbar) => (
        <Profiler id="toolbar" onRender={commits}>
          {toolbar}
        </Profiler>
      ),
    });
    commits.mockClear();
    act(() => void window.dispatchEvent(new Event('focus')));
    await waitFor(() => expect(server.asked()).toBe(2));
    await act(async () => await Promise.resolve());

    expect(commits).not.toHaveBeenCalled();
  });
});

describe('an override', () => {
  it('of a boolean is a switch, changes the page immediately and is counted on the button', async () => {
    await openToolbar(aServer({ banner: false }));
    fireEvent.click(flagSwitch('banner'));
    expect(flagSwitch('banner').checked).toBe(true);
    await screen.findByText('banner is on');

    expect(await bar().findByText('1 flag overridden')).toBeDefined();
    expect(bar().getByText('Overridden by you in this session.')).toBeDefined();
    fireEvent.click(bar().getByRole('button', { name: 'Close' }));
    expect(launcher().textContent).toBe('Flags1 overridden');
  });

  it('can be cleared alone or with all others, and the focus stays nearby', async () => {
    await openToolbar(aServer({ banner: false, color: 'red' }));
    fireEvent.click(flagSwitch('banner'));
    await bar().findByText('1 flag overridden');
    setFieldValue('color', 'blue');
    await bar().findByText('2 flags overridden');
    bar().getByRole('button', { name: 'Clear banner' }).focus();
    fireEvent.click(bar().getByRole('button', { name: 'Clear banner' }));
    await screen.findByText('banner is off');
    await bar().findByText('1 flag overridden');
    expect(shadowRoot().activeElement).toBe(flagSwitch('banner'));

    bar().getByRole('button', { name: 'Clear all' }).focus();
    fireEvent.click(bar().getByRole('button', { name: 'Clear all' }));
    await waitFor(() => expect(launcher().textContent).toBe('Flags'));
    await waitFor(() => expect(field('color').value).toBe('red'));
    expect(shadowRoot().activeElement).toBe(bar().getByRole('dialog'));
  });

  it.each([
    ['a text', 'red', 'blue'],
    ['a number', 12, '48'],
    ['JSON', { max: 3 }, '{"max":4}'],
  ])('of %s is a field whose text the server parses', async (_, value, text) => {
    const sent = vi.fn();
    const server = aServer({ color: value });
    await openToolbar(server, { onRequest: sent });
    expect(field('color').value).toBe(typeof value === 'object' ? '{\n  "max": 3\n}' : String(value));
    fireEvent.submit(field('color'));
    expect(server.overridden()).toBe(0);
    setFieldValue('color', text);
    await bar().findByText('1 flag overridden');

    expect(sent).toHaveBeenCalledWith({ overrides: [{ flagKey: 'color', value: text }] });
  });

  it('below an emergency override shows that it has no effect', async () => {
    const server = aServer({ banner: false });
    server.state.emergency = { banner: false };
    await openToolbar(server);
    fireEvent.click(flagSwitch('banner'));

    await bar().findByText('Your override is set, but an emergency override takes precedence.');
  });

  it('that is refused is reset, shows why and keeps the typed text', async () => {
    const server = aServer({ banner: false, color: 'red' });
    await openToolbar(server);
    server.state.failure = '"x" is not allowed';
    fireEvent.click(flagSwitch('banner'));
    await bar().findByText(/Nothing was overridden\. .*"x" is not allowed/);
    await waitFor(() => expect(flagSwitch('banner').checked).toBe(false));
    setFieldValue('color', 'x');
    await waitFor(() => expect(server.overridden()).toBe(2));
    await act(async () => await Promise.resolve());

    expect(field('color').value).toBe('x');
    expect(bar().getByRole('alert').textContent).toContain('"x" is not allowed');
  });
});

describe('A16 in an environment that does not permit overrides', () => {
  it('the toolbar is read-only, explains it once and keeps the focus', async () => {
    const server = aServer({ banner: false, color: 'red', limits: { max: 3 } });
    server.state.refusal = REFUSAL;
    await openToolbar(server);
    fireEvent.click(bar().getByRole('button', { name: /^All/ }));
    flagSwitch('banner').focus();
    fireEvent.click(flagSwitch('banner'));
    await bar().findByText(/The environment production does not permit overrides/);

    expect(bar().queryByRole('switch')).toBeNull();
    expect(bar().queryByRole('button', { name: /^(Set|Clear)/ })).toBeNull();
    expect(bar().getByRole('alert').textContent).toBe('');
    expect(rowTexts()).toContain('bannerOffVariant off. The same for everyone.');
    expect(rowTexts()).toContain('limits{\n  "max": 3\n}Variant some. The same for everyone.');
    expect(shadowRoot().activeElement).toBe(bar().getByRole('dialog'));
  });
});

describe('the link', () => {
  const urlOverrides = { search: '?ff_old=on', prefix: 'try_' };

  it('is the URL of the page with exactly these overrides', async () => {
    history.replaceState(null, '', '/shop?page=2&try_old=on&burgee_link=x#top');
    const writeText = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    await openToolbar(aServer({ banner: false, color: 'red' }), { urlOverrides });
    fireEvent.click(flagSwitch('banner'));
    await bar().findByText('1 flag overridden');
    setFieldValue('color', 'sea & sky');
    await bar().findByText('2 flags overridden');
    fireEvent.click(bar().getByRole('button', { name: 'Copy link' }));
    await bar().findByText('Copied');

    expect(writeText).toHaveBeenCalledWith(`${location.origin}/shop?page=2&try_banner=true&try_color=sea+%26+sky#top`);
  });

  it('can be copied by hand if the browser refuses', async () => {
    vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new DOMException('no', 'NotAllowedError'));
    await openToolbar(aServer({ banner: false }), { urlOverrides });
    fireEvent.click(flagSwitch('banner'));
    fireEvent.click(await bar().findByRole('button', { name: 'Copy link' }));
    const link = await bar().findByRole<HTMLInputElement>('textbox', { name: 'Link to copy' });

    expect(link.value).toContain('try_banner=true');
  });

  it('is not offered if URL overrides are off', async () => {
    await openToolbar(aServer({ banner: false }));
    fireEvent.click(flagSwitch('banner'));
    await bar().findByText('1 flag overridden');

    expect(bar().queryByRole('button', { name: 'Copy link' })).toBeNull();
  });
});

describe('the context', () => {
  const applyContext = (userId: string, attributes: string) => {
    bar().getByLabelText('User ID').focus();
    fireEvent.change(bar().getByLabelText('User ID'), { target: { value: userId } });
    fireEvent.change(bar().getByLabelText('Attributes (JSON)'), { target: { value: attributes } });
    fireEvent.submit(bar().getByLabelText('User ID'));
  };

  it('changes in the client and stays when the application re-renders with its own', async () => {
    const server = aServer({ banner: true });
    const { rerender } = await openToolbar(server);
    expect(bar().getByText('Context: ann, 1 attribute')).toBeDefined();
    applyContext('bob', '{"plan":"free","groups":["a"]}');
    await waitFor(() => expect(server.contexts().at(-1)).toEqual({ userId: 'bob', plan: 'free', groups: ['a'] }));
    expect(shadowRoot().activeElement).toBe(bar().getByLabelText('User ID'));
    rerender();

    expect(await bar().findByText('Context: bob, 2 attributes')).toBeDefined();
    expect(server.asked()).toBe(2);
  });

  it('is passed to the application if it has onContextChange', async () => {
    const onContextChange = vi.fn();
    const server = aServer({ banner: true });
    await openToolbar(server, { onContextChange });
    applyContext(' ', '');

    expect(onContextChange).toHaveBeenCalledWith({});
    expect(server.asked()).toBe(1);
  });

  it.each([
    ['{', 'This is not a JSON object'],
    ['[1]', 'This is not a JSON object'],
    ['{"plan": {"a": 1}}', '"plan" must be text, a number'],
  ])('is not applied and shows a problem if it is %s', async (attributes, problem) => {
    const server = aServer({ banner: true });
    await openToolbar(server);
    applyContext('bob', attributes);

    expect(bar().getByText(problem, { exact: false }).getAttribute('role')).toBe('alert');
    expect(bar().getByLabelText('Attributes (JSON)').getAttribute('aria-invalid')).toBe('true');
    expect(server.asked()).toBe(1);
  });
});

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

  it('shows the environment and version of the flags, or that the server does not respond', async () => {
    renderToolbar(aServer({ banner: true }), { defaultOpen: true, fetch: () => Promise.reject(new TypeError('no')) });
    await waitFor(() => bar().getByText('The server does not respond.'));
    cleanup();
    await openToolbar(aServer({ banner: true }));

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

function renderToolbar(server: TestServer, options: Options = {}) {
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

/** Renders and opens the toolbar, and waits for the answers. */
async function openToolbar(server: TestServer, options: Options = {}) {
  const shown = renderToolbar(server, options);
  await waitFor(() => launcher());
  fireEvent.click(launcher());
  await bar().findByText(/version \d/);
  await act(async () => await Promise.resolve());
  return shown;
}

function shadowRoot(): ShadowRoot {
  const host = document.querySelector('burgee-toolbar');
  if (!host?.shadowRoot) throw new Error('The toolbar is not rendered.');
  return host.shadowRoot;
}
const bar = () => within(shadowRoot() as unknown as HTMLElement);
const launcher = () => bar().getByRole('button', { name: /^Flags/ });
const flagSwitch = (name: string) => bar().getByRole<HTMLInputElement>('switch', { name });
const field = (name: string) => bar().getByRole<HTMLInputElement>('textbox', { name });
const rowTexts = () =>
  bar()
    .queryAllByRole('listitem')
    .map(({ textContent }) => textContent);

function setFieldValue(name: string, value: string): void {
  fireEvent.change(field(name), { target: { value } });
  fireEvent.click(bar().getByRole('button', { name: `Set ${name}` }));
}

function Page() {
  const { isFeatureEnabled } = useFeatureFlags();
  const color = useFlagValue('color', 'gray');
  return (
    <p>
      <span>banner is {useFeatureFlag('banner') ? 'on' : 'off'}</span> {color} {String(isFeatureEnabled('missing'))}
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
