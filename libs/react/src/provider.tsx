import { copyContext, createFlagClient, type FlagClient, type FlagClientOptions, isSameJson } from '@burgee/client';
import type { FlagContext } from '@burgee/flags';
import { type ReactNode, useEffect, useState } from 'react';
import { FlagClientContext } from './context.ts';

type WithChildren = { readonly children?: ReactNode };
type WithClient = WithChildren & {
  /** A client that the application creates and closes itself. */
  readonly client: FlagClient;
};
type WithOptions = WithChildren &
  Omit<FlagClientOptions, 'connect' | 'key'> & {
    /** The SDK key or token. React reserves the prop `key`. */
    readonly sdkKey?: string | undefined;
  };

export type FeatureFlagProviderProps = WithClient | WithOptions;

/**
 * Provides flags to its children. The children render immediately, with flags off until the first answer arrives (W9.10)
 * or with the values of `bootstrap`. Fetches on mount, on window focus, and before answers are 5 minutes old (W9.9).
 */
export function FeatureFlagProvider(props: FeatureFlagProviderProps) {
  if ('client' in props) return <ClientProvider {...props} />;
  const { url, sdkKey, environment } = props;
  // A new URL, key or environment creates a new client; only the context can change during a client's life.
  return <OwnClientProvider key={JSON.stringify([url, sdkKey, environment])} {...props} />;
}

const NO_CONTEXT: FlagContext = {};

function OwnClientProvider({ children, sdkKey, ...options }: WithOptions) {
  const context = useStableContext(options.context === undefined ? NO_CONTEXT : options.context);
  // Connected only in an effect: React may render without mounting, on a server or twice in StrictMode.
  const [client] = useState(() => createFlagClient({ ...options, key: sdkKey, connect: false }));
  useEffect(() => client.setContext(context.given), [client, context]);
  useEffect(() => {
    client.connect();
    return client.close;
  }, [client]);
  return <ClientProvider client={client}>{children}</ClientProvider>;
}

/**
 * Returns the same object until the context changes. A re-render with an equal context in a new object is not a change, so
 * that a context set by the toolbar stays. Compares the JSON with a copy, so that an object mutated in place is detected
 * on the next render.
 */
function useStableContext(given: FlagContext): { readonly given: FlagContext } {
  const copied = copyContext(given);
  const [last, setLast] = useState({ given, copied });
  if (isSameJson(last.copied, copied)) return last;
  const next = { given, copied };
  setLast(next);
  return next;
}

function ClientProvider({ client, children }: WithClient) {
  useEffect(() => {
    const refresh = () => {
      if (document.visibilityState === 'visible') client.refresh();
    };
    window.addEventListener('focus', refresh);
    document.addEventListener('visibilitychange', refresh);
    return () => {
      window.removeEventListener('focus', refresh);
      document.removeEventListener('visibilitychange', refresh);
    };
  }, [client]);
  return <FlagClientContext value={client}>{children}</FlagClientContext>;
}
