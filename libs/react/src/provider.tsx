import {
  copyContext,
  createFlagClient,
  isSameJson,
  type FlagClient,
  type FlagClientOptions,
  type FlagContext,
} from '@burgee/client';
import { useEffect, useState, type ReactNode } from 'react';
import { FlagClientContext } from './context.ts';

type WithChildren = { readonly children?: ReactNode };
type WithClient = WithChildren & {
  /** One that the application has made, and closes itself. */
  readonly client: FlagClient;
};
type WithOptions = WithChildren &
  Omit<FlagClientOptions, 'connect' | 'key'> & {
    /** The SDK key or token: `key` is taken by React. */
    readonly sdkKey?: string | undefined;
  };

export type FeatureFlagProviderProps = WithClient | WithOptions;

/**
 * Gives what is below it its flags. Its children show at once, with flags off until the answers are here (W9.10) or as
 * the bootstrap says. Asks when it is mounted, when the window gets the focus, and before answers are 5 minutes old
 * (W9.9).
 */
export function FeatureFlagProvider(props: FeatureFlagProviderProps) {
  if ('client' in props) return <ClientProvider {...props} />;
  const { url, sdkKey, environment } = props;
  // Another server, key or environment is another client; while one lives, only its context may change.
  return <OwnClientProvider key={JSON.stringify([url, sdkKey, environment])} {...props} />;
}

const NO_CONTEXT: FlagContext = {};

function OwnClientProvider({ children, sdkKey, ...options }: WithOptions) {
  const context = useLastOther(options.context === undefined ? NO_CONTEXT : options.context);
  // Not connected here: React may render without ever mounting, as on a server or twice in StrictMode.
  const [client] = useState(() => createFlagClient({ ...options, key: sdkKey, connect: false }));
  useEffect(() => client.setContext(context.given), [client, context]);
  useEffect(() => {
    client.connect();
    return client.close;
  }, [client]);
  return <ClientProvider client={client}>{children}</ClientProvider>;
}

/**
 * The same object until the application says something else: one that renders again with the same context in another
 * object has not changed it, and whoever the toolbar asks for since then stays. What JSON would carry is compared, with a
 * copy, so that an object which is changed in place is noticed at the next rendering.
 */
function useLastOther(given: FlagContext): { readonly given: FlagContext } {
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
