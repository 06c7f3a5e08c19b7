import { useCallback, useRef, useState } from 'react';

type Disclosure = { readonly isOpen: boolean; readonly takesFocus: boolean };

/** Opens and closes the panel. The focus moves into the panel and back to where it was. */
export function useDisclosure(defaultOpen: boolean, autoFocus: boolean) {
  const launcher = useRef<HTMLButtonElement>(null);
  const focusedBefore = useRef<Element | null>(null);
  const [state, setState] = useState<Disclosure>({ isOpen: defaultOpen, takesFocus: autoFocus });
  const { isOpen } = state;

  const close = useCallback(() => {
    const root = launcher.current?.getRootNode() as ShadowRoot;
    const before = focusedBefore.current;
    setState({ isOpen: false, takesFocus: false });
    // The focus has already moved elsewhere on the page, so it stays there.
    if (!root.activeElement) return;
    const isOutside =
      before instanceof HTMLElement && before.isConnected && before !== root.host && before !== document.body;
    (isOutside ? before : launcher.current)?.focus();
  }, []);

  const toggle = useCallback(() => {
    if (isOpen) return close();
    focusedBefore.current = document.activeElement;
    setState({ isOpen: true, takesFocus: true });
  }, [isOpen, close]);

  return { ...state, launcher, toggle, close };
}
