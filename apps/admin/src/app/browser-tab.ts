import { shareAmongTabs, type SharedWork, type TabChannel } from './share-among-tabs.ts';

/**
 * Opens a channel to the other tabs of this browser with a page of this origin. Returns `undefined` outside of a page, or if
 * the browser denies it, as some do for sites that may not store data.
 */
export function openTabChannel(name: string): TabChannel | undefined {
  // Node and simulated pages have channels but no other tabs.
  const isPage = globalThis.performance?.getEntriesByType?.('navigation').length > 0;
  if (!isPage || typeof BroadcastChannel !== 'function') return undefined;
  try {
    return new BroadcastChannel(name) as TabChannel;
  } catch {
    return undefined;
  }
}

type TabWork = Omit<SharedWork, 'isVisible'>;

/**
 * Shares work among tabs until the returned function is called. A page that the browser freezes or keeps in its back/forward
 * cache leaves the work to other tabs, and joins again when it resumes.
 */
export function shareInBrowser(work: TabWork): () => void {
  const isVisible = () => globalThis.document?.visibilityState !== 'hidden';
  const { leave, join } = shareAmongTabs({ ...work, isVisible });
  const stopped = new AbortController();
  const on = (target: EventTarget | undefined, type: string, listener: (event: Event) => void) =>
    target?.addEventListener(type, listener, { signal: stopped.signal });
  on(globalThis.window, 'pagehide', leave);
  on(globalThis.window, 'pageshow', (event) => {
    if ('persisted' in event && event.persisted) join();
  });
  on(globalThis.document, 'visibilitychange', () => isVisible() && join());
  on(globalThis.document, 'freeze', leave);
  on(globalThis.document, 'resume', join);
  join();
  return () => {
    stopped.abort();
    leave();
    work.channel.close();
  };
}
