import { createFlagClient, type FlagClient, type FlagClientOptions } from '@burgee/client';
import { useEffect, useState } from 'react';
import type { WithOptions } from './provider.tsx';
import { useBeforePaint } from './use-before-paint.ts';

/** The client that the component has created, the URL and environment as one text, and the key; nothing at first. */
type Held = readonly [client?: FlagClient, place?: string, sdkKey?: string];

/**
 * Returns the client to read: the application's own, or one that is connected while the component is mounted. Keeps its context
 * and bootstrap up to date.
 */
export function useClient(given: FlagClient | undefined, props: WithOptions): FlagClient {
  const { url, sdkKey, environment, context = {}, bootstrap } = props;
  const create = (options?: Partial<FlagClientOptions> | false) =>
    createFlagClient({ ...props, key: sdkKey, connect: false, ...options });
  const place = textOf([url, environment]);
  const [[own, heldPlace, heldKey], setHeld] = useState<Held>([]);
  let client = (given ?? own) as FlagClient;
  if (!given && (heldPlace !== place || heldKey !== sdkKey)) {
    // For another key of the same environment, it begins with the answers of the client that it replaces.
    const kept = heldPlace === place && client.snapshot();
    client = create(kept && { bootstrap: kept, context: client.context() });
    // React renders again right away, and commits nothing for the previous client.
    setHeld([client, place, sdkKey]);
  }
  // Connected only in an effect: React may render without mounting, on a server or twice in StrictMode.
  useEffect(() => {
    if (given) return;
    client.connect();
    return client.close;
  }, [given, client]);

  const isOtherContext = useIsChanged(context);
  const otherBootstrap = useIsChanged(bootstrap) ? bootstrap : undefined;
  useBeforePaint(() => {
    if (isOtherContext) client.setContext(context);
    // It is for the context that comes with it.
    if (otherBootstrap) client.hydrate(otherBootstrap);
  });
  // Rendered once with the flags that the effect sets, so that no component sees the flags of the previous user.
  return isOtherContext && context?.userId !== client.context().userId ? create({ bootstrap: otherBootstrap }) : client;
}

/**
 * Returns whether the JSON differs from that of the previous commit: an equal value in a new object is not a change, and an
 * object that was mutated in place is.
 */
function useIsChanged(value: unknown): boolean {
  const text = textOf(value);
  const [committed, setCommitted] = useState(text);
  useBeforePaint(() => setCommitted(text));
  return text !== committed;
}

function textOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (error) {
    return String(error);
  }
}
