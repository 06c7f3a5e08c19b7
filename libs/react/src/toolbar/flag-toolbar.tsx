import type { FlagContext } from '@burgee/flags';
import { createElement, type ReactElement, useCallback, useState, useSyncExternalStore } from 'react';
import { createPortal } from 'react-dom';
import { SHEET } from './sheet.ts';
import { Toolbar } from './toolbar.tsx';

export type FlagToolbarProps = {
  readonly position?: 'bottom-right' | 'bottom-left' | 'top-right' | 'top-left';
  readonly defaultOpen?: boolean;
  /** Focuses the panel if it is open initially, for a button that has just loaded the toolbar. */
  readonly autoFocus?: boolean;
  /** The keys that open and close it, such as `Ctrl+Shift+K`; `false` for none. */
  readonly shortcut?: string | false;
  /** Applies a changed context in the application. Without it, the context changes only in the client, until the application sets another one. */
  readonly onContextChange?: ((context: FlagContext) => void) | undefined;
};

/**
 * Shows the flags that the page uses and lets the user override them in their own session. For development and tests:
 * load it only on request.
 *
 * Renders into a shadow root with a constructed style sheet. A strict content security policy permits that without a
 * nonce, and the styles of the page and the toolbar do not affect each other.
 */
export function FlagToolbar(props: FlagToolbarProps): ReactElement | null {
  const isInBrowser = useSyncExternalStore(subscribeToNothing, inBrowser, onServer);
  const [root, setRoot] = useState<ShadowRoot>();
  const attach = useCallback((host: HTMLElement | null) => setRoot(host ? attachStyledRoot(host) : undefined), []);
  if (!isInBrowser) return null;
  // In the body, where no ancestor can clip or move a fixed element, and with a tag name that no rule for `div` matches.
  const host = createElement('burgee-toolbar', { ref: attach }, root && createPortal(<Toolbar {...props} />, root));
  return createPortal(host, document.body);
}

function attachStyledRoot(host: HTMLElement): ShadowRoot {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(SHEET);
  root.adoptedStyleSheets = [sheet];
  return root;
}

const subscribeToNothing = () => () => {};
const inBrowser = () => true;
const onServer = () => false;
