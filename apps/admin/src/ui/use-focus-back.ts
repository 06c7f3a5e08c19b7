import { useEffect, useRef, useState } from 'react';

/**
 * Restores the focus to where it was before a dialog opened. Mantine does so when a dialog closes, but a dialog that is
 * unmounted while open leaves the focus at the top of the page.
 */
export function useFocusBack(): void {
  const [before] = useState(() => document.activeElement);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    // StrictMode remounts effects in development: cancel the restore of the first unmount.
    clearTimeout(timer.current);
    return () => {
      // Runs after the focus trap releases the focus.
      timer.current = setTimeout(() => {
        if (document.activeElement !== document.body) return;
        const isThere = before instanceof HTMLElement && before !== document.body && before.isConnected;
        // A menu item or another dialog that opened this one may no longer exist.
        if (isThere) before.focus();
        else document.querySelector('main')?.focus({ preventScroll: true });
      });
    };
  }, [before]);
}
