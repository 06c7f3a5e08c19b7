import type { FlagContext } from '@burgee/client';
import { createElement, useCallback, useState, useSyncExternalStore } from 'react';
import { createPortal } from 'react-dom';
import { SHEET } from './sheet.ts';
import { Toolbar } from './toolbar.tsx';

export type FlagToolbarProps = {
  readonly position?: 'bottom-right' | 'bottom-left' | 'top-right' | 'top-left';
  readonly defaultOpen?: boolean;
  /** Takes the focus where it is open at first: for a button that has loaded it. */
  readonly autoFocus?: boolean;
  /** Opens and closes it, such as `Ctrl+Shift+K`; `false` for none. */
  readonly shortcut?: string | false;
  /** Applies another context in the application. Without it the client is told, until the application says otherwise. */
  readonly onContextChange?: ((context: FlagContext) => void) | undefined;
};

/**
 * Shows which flags this page goes by, and lets its user override them in their own session. For development and tests:
 * load it only when it is asked for.
 *
 * It lives in a shadow root with a constructed style sheet: a strict content security policy permits that without a
 * nonce, and neither the page's styles nor these reach the other.
 */
export function FlagToolbar(props: FlagToolbarProps) {
  const isInBrowser = useSyncExternalStore(never, yes, no);
  const [root, setRoot] = useState<ShadowRoot>();
  const attach = useCallback((host: HTMLElement) => {
    setRoot(rootOf(host));
    return () => setRoot(undefined);
  }, []);
  if (!isInBrowser) return null;
  // In the body, where no ancestor can clip or move what is fixed; of a name that no rule for `div` is meant for.
  const host = createElement('burgee-toolbar', { ref: attach }, root && createPortal(<Toolbar {...props} />, root));
  return createPortal(host, document.body);
}

function rootOf(host: HTMLElement): ShadowRoot {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(SHEET);
  root.adoptedStyleSheets = [sheet];
  return root;
}

const never = () => () => {};
const yes = () => true;
const no = () => false;
