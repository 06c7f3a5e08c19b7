import type { FlagClient, OverridesState } from '@burgee/client';
import { useSyncExternalStore } from 'react';
import { useFlagClient } from '../hooks.ts';
import { NO_OVERRIDES } from '../overrides.ts';
import { usageListeners, usedFlags } from '../used-flags.ts';

export type Answer = NonNullable<ReturnType<ReturnType<FlagClient['all']>['get']>>;
export type Value = Exclude<Answer['value'], undefined>;

/** Re-renders when the result of `read` changes. `read` must return a stable object while nothing changes. */
function useClientState<T>(read: (client: FlagClient) => T): T {
  const client = useFlagClient();
  const getSnapshot = () => read(client);
  return useSyncExternalStore(client.subscribe, getSnapshot, getSnapshot);
}

export const useOverrides = (): OverridesState => useClientState((client) => client.overrides?.state() ?? NO_OVERRIDES);
export const useAnswers = () => useClientState((client) => client.all());
export const useClientContext = () => useClientState((client) => client.context());

/** Separate parts of the status, because the status object itself changes with every refresh. */
export const useEnvironment = () => useClientState((client) => client.status().environment);
export const useVersion = () => useClientState((client) => client.status().version);
export const useFreshness = () => useClientState((client) => client.status().state);
export const useHasError = () => useClientState((client) => client.status().error !== undefined);

/** The flags that components of this page have read. */
export function useUsedFlags(): ReadonlySet<string> {
  const client = useFlagClient();
  // Keys are only added, so the number of them tells whether there is a new one.
  useSyncExternalStore(subscribeToUsage, () => usedFlags.get(client)?.size);
  return usedFlags.get(client) ?? NO_KEYS;
}

const NO_KEYS: ReadonlySet<string> = new Set();

function subscribeToUsage(listener: () => void): () => void {
  usageListeners.add(listener);
  return () => void usageListeners.delete(listener);
}
