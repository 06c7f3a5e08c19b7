import { useEffect, useRef, useState } from 'react';

/**
 * Gives the focus back to where it was before a dialog opened. Mantine does so when a dialog closes; one that is
 * unmounted while it is open leaves the keyboard at the top of the page.
 */
export function useFocusBack(): void {
  const [before] = useState(() => document.activeElement);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    // React mounts twice in development: the first time was no goodbye.
    clearTimeout(timer.current);
    return () => {
      // After the focus trap has let go.
      timer.current = setTimeout(() => {
        if (document.activeElement !== document.body) return;
        const isThere = before instanceof HTMLElement && before !== document.body && before.isConnected;
        // Where it came from an item of a menu, or from another dialog, that is gone.
        if (isThere) before.focus();
        else document.querySelector('main')?.focus({ preventScroll: true });
      });
    };
  }, [before]);
}
