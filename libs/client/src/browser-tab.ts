import { shareAmongTabs, type SharedWork, type TabChannel } from './share-among-tabs.ts';

/**
 * Reaches the other tabs of this browser that have a page of this origin; `undefined` outside of a browser's page, and where
 * the browser refuses it, as some do where they keep no data for a site.
 */
export function openTabChannel(name: string): TabChannel | undefined {
  // Node and simulated pages have channels too, but no other tabs.
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
 * Shares work among tabs until the returned function is called. A page that the browser keeps in its back/forward cache, or
 * freezes, leaves it to others, and joins again when it goes on.
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
