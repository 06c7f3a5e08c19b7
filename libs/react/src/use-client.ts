import { createFlagClient, type FlagClient } from '@burgee/client';
import { useEffect, useRef, useState } from 'react';
import type { WithOptions } from './provider.tsx';
import { useBeforePaint } from './use-before-paint.ts';

/** The client that the component has created, the URL and environment as one text, and the key; nothing at first. */
type Held = readonly [client?: FlagClient, place?: string, sdkKey?: string];

/**
 * Returns the application's own client, or creates one that is connected while the component is mounted, and keeps its context
 * and bootstrap up to date.
 */
export function useClient(given: FlagClient | undefined, props: WithOptions): FlagClient {
  const { url, sdkKey, environment } = props;
  const place = textOf([url, environment]);
  const [[own, heldPlace, heldKey], setHeld] = useState<Held>([]);
  let client = (given ?? own) as FlagClient;
  if (!given && (heldPlace !== place || heldKey !== sdkKey)) {
    // For another key of the same environment, it begins with the answers of the client that it replaces.
    const kept = heldPlace === place && client.snapshot();
    client = createFlagClient({
      ...props,
      key: sdkKey,
      connect: false,
      ...(kept && { bootstrap: kept, context: client.context() }),
    });
    // React renders again right away, and commits nothing for the previous client.
    setHeld([client, place, sdkKey]);
  }
  useChanges(client, props);
  // Connected only in an effect: React may render without mounting, on a server or twice in StrictMode.
  useEffect(() => {
    if (given) return;
    client.connect();
    return client.close;
  }, [given, client]);
  return client;
}

/**
 * Applies another context, then another bootstrap, which is for that context. Equal JSON in a new object is not a change, so
 * that a context set by the toolbar stays. Remembers texts, so that an object mutated in place is detected on the next render.
 */
function useChanges(client: FlagClient, { context = {}, bootstrap }: WithOptions): void {
  const texts = [context, bootstrap].map(textOf);
  const last = useRef(texts);
  // Before the page is painted, so that no user sees the flags of the previous one.
  useBeforePaint(() => {
    const before = last.current;
    last.current = texts;
    if (texts[0] !== before[0]) client.setContext(context);
    if (bootstrap && texts[1] !== before[1]) client.hydrate(bootstrap);
  });
}

function textOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (error) {
    return String(error);
  }
}
