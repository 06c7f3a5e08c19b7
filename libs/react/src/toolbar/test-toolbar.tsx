import { sessionOverrides, type UrlOverrides } from '@burgee/client/overrides';
import { act, fireEvent, render, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, vi } from 'vitest';
import { FlagProvider, useFeatureFlag, useFeatureFlags, useFlagValue } from '../index.ts';
import { clearPage } from '../test-page.tsx';
import type { TestServer } from '../test-server.ts';
import { FlagToolbar, type FlagToolbarProps } from './index.ts';

export function setUpPage(): void {
  beforeEach(() => history.replaceState(null, '', '/shop?page=2#top'));
  afterEach(() => {
    clearPage();
    vi.restoreAllMocks();
  });
}

type ToolbarOptions = FlagToolbarProps & {
  page?: React.ReactNode;
  wrap?: (toolbar: React.ReactNode) => React.ReactNode;
  /** `false`: without the option `overrides`. */
  urlOverrides?: UrlOverrides | false;
  /** Called with the body of each request for overrides. */
  onRequest?: (body: unknown) => void;
  fetch?: typeof fetch;
  now?: () => number;
};

export function renderToolbar(server: TestServer, options: ToolbarOptions = {}) {
  const {
    page = <Page />,
    wrap = (toolbar) => toolbar,
    urlOverrides = {},
    onRequest,
    fetch = server.fetch,
    now = () => 0,
    ...props
  } = options;
  const runtime = {
    now,
    fetch: (...[input, init]: Parameters<typeof globalThis.fetch>) => {
      if (new Request(input).url.endsWith('/session-overrides')) onRequest?.(JSON.parse(init?.body as string));
      return fetch(input, init);
    },
  };
  const all = () => (
    <FlagProvider
      url="http://flags.test"
      context={{ userId: 'ann', plan: 'pro' }}
      overrides={urlOverrides ? sessionOverrides(urlOverrides) : undefined}
      runtime={runtime}
    >
      {page}
      {wrap(<FlagToolbar {...props} />)}
    </FlagProvider>
  );
  const { rerender, unmount } = render(all());
  return { rerender: () => rerender(all()), unmount };
}

/** Renders and opens the toolbar, and waits for the answers. */
export async function openToolbar(server: TestServer, options: ToolbarOptions = {}) {
  const shown = renderToolbar(server, options);
  await waitFor(() => launcher());
  fireEvent.click(launcher());
  await bar().findByText(/version \d/);
  await act(async () => await Promise.resolve());
  return shown;
}

export function shadowRoot(): ShadowRoot {
  const host = document.querySelector('burgee-toolbar');
  if (!host?.shadowRoot) throw new Error('The toolbar is not rendered.');
  return host.shadowRoot;
}
export const bar = () => within(shadowRoot() as unknown as HTMLElement);
export const launcher = () => bar().getByRole('button', { name: /^Flags/ });
export const flagSwitch = (name: string) => bar().getByRole<HTMLInputElement>('switch', { name });
export const field = (name: string) => bar().getByRole<HTMLInputElement>('textbox', { name });
export const rowTexts = () =>
  bar()
    .queryAllByRole('listitem')
    .map(({ textContent }) => textContent);

export function setFieldValue(name: string, value: string): void {
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
