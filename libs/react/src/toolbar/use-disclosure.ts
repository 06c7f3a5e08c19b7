import { useCallback, useRef, useState } from 'react';

type Disclosure = { readonly isOpen: boolean; readonly takesFocus: boolean };

/** Whether the panel is open, and where the focus goes: into it, and back to where it came from. */
export function useDisclosure(defaultOpen: boolean, autoFocus: boolean) {
  const launcher = useRef<HTMLButtonElement>(null);
  const cameFrom = useRef<Element | null>(null);
  const [state, setState] = useState<Disclosure>({ isOpen: defaultOpen, takesFocus: autoFocus });
  const { isOpen } = state;

  const close = useCallback(() => {
    const root = launcher.current?.getRootNode() as ShadowRoot;
    const from = cameFrom.current;
    setState({ isOpen: false, takesFocus: false });
    // Whoever is elsewhere on the page by now stays there.
    if (!root.activeElement) return;
    const isElsewhere = from instanceof HTMLElement && from.isConnected && from !== root.host && from !== document.body;
    (isElsewhere ? from : launcher.current)?.focus();
  }, []);

  const toggle = useCallback(() => {
    if (isOpen) return close();
    cameFrom.current = document.activeElement;
    setState({ isOpen: true, takesFocus: true });
  }, [isOpen, close]);

  return { ...state, launcher, toggle, close };
}
