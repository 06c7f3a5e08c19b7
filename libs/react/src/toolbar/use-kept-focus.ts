import { useLayoutEffect, useRef, type FocusEvent, type RefObject } from 'react';

type Place = { readonly focused: Element; readonly part: Element | null };

/**
 * Somebody who clears an override removes the button that they are on. Then the focus goes to the field of the same row
 * or form, or else to the panel, and not out of the toolbar. Whoever leaves it on their own is let go: React tells nobody
 * of a blur that is its own doing. It looks whenever the panel renders, so all that makes something vanish is read there.
 */
export function useKeptFocus(panel: RefObject<HTMLElement | null>) {
  const place = useRef<Place>(undefined);
  useLayoutEffect(() => {
    if (!place.current || place.current.focused.isConnected) return;
    const { part } = place.current;
    const next = part?.isConnected ? part.querySelector<HTMLElement>('input, textarea') : undefined;
    (next ?? panel.current)?.focus();
  });
  return {
    onFocus: ({ target }: FocusEvent) => {
      place.current = { focused: target, part: target.closest('li, details') };
    },
    onBlur: () => {
      place.current = undefined;
    },
  };
}
