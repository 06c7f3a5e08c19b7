import type { FlagClient, FlagClientOptions } from '@burgee/client';
import type { ReactElement, ReactNode } from 'react';
import { FlagClientContext } from './context.ts';
import { useClient } from './use-client.ts';
import { useGate } from './use-gate.ts';

export type SharedProps = {
  readonly children?: ReactNode;
  /** Shown in place of the children while `whileLoading` holds them back. */
  readonly fallback?: ReactNode;
  /**
   * Until the first answers have arrived, for at most 3 s, and not with a `bootstrap`:
   *
   * - `fallback`, by default: the children render at once, and flags have their fallbacks.
   * - `hold`: `fallback` is shown, and the children are not rendered.
   * - `suspend`: the nearest `<Suspense>` above the provider shows its own fallback, and the children are not rendered. On a
   *   server and while a page hydrates, the same as `hold`.
   *
   * Once rendered, the children stay, even if the client or the context changes.
   */
  readonly whileLoading?: 'fallback' | 'hold' | 'suspend' | undefined;
};

type WithClient = SharedProps & {
  /** A client that the application creates and closes itself. */
  readonly client: FlagClient;
};

export type WithOptions = SharedProps &
  Omit<FlagClientOptions, 'connect' | 'key'> & {
    /** The SDK key or token. React reserves the prop `key`. */
    readonly sdkKey?: string | undefined;
    readonly client?: undefined;
  };

export type FlagProviderProps = WithClient | WithOptions;

/**
 * Provides flags to its children (W9.9): with a client that it creates from the options of `createFlagClient` and closes when it
 * is unmounted, or with the application's own.
 *
 * Another context or bootstrap is applied to the client. Another `url`, `sdkKey` or `environment` replaces the client, and the
 * children stay mounted. The other options are read once.
 */
export function FlagProvider(props: FlagProviderProps): ReactElement {
  // Without a client, there are options.
  const client = useClient(props.client, props as WithOptions);
  const isOpen = useGate(client, props.whileLoading);
  return (
    <FlagClientContext.Provider value={client}>{isOpen ? props.children : props.fallback}</FlagClientContext.Provider>
  );
}
