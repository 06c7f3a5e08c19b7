import { type FocusEvent, type RefObject, useLayoutEffect, useRef } from 'react';

type Place = { readonly focused: Element; readonly part: Element | null };

/**
 * Keeps the focus in the toolbar when the focused element is removed, such as the button that clears an override: moves it
 * to the field of the same row or form, or else to the panel. A blur by the user is respected, because React does not fire
 * `onBlur` when it removes an element. Checked on each render of the panel, so the panel must read all state that removes
 * elements.
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
