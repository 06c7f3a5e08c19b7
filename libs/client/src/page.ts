import { after } from './timer.ts';

const HIDDEN_MS = 15_000;
const EVENTS = ['visibilitychange', 'focus', 'online'];

export function isPageHidden(): boolean {
  return globalThis.document?.visibilityState === 'hidden';
}

/**
 * Calls `onHidden` when the page has been hidden for 15 s, and `onActive` when it is shown, focused or online again, until the
 * returned function is called. Outside of a page, there are no such events.
 */
export function watchPage(onHidden: () => void, onActive: () => void): () => void {
  let cancel: (() => void) | undefined;
  const update = () => {
    cancel?.();
    if (isPageHidden()) cancel = after(HIDDEN_MS, onHidden);
    else onActive();
  };
  const stopped = new AbortController();
  // Some platforms have none of these events, or no events at all.
  for (const type of EVENTS) globalThis.addEventListener?.(type, update, { signal: stopped.signal });
  return () => {
    cancel?.();
    stopped.abort();
  };
}
