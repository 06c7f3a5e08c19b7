import {
  findByKey,
  type FallbackOf,
  type FlagClient,
  type FlagName,
  type FlagStatus,
  type OverridesState,
  type ValueOf,
} from '@burgee/client';
import { useCallback, useContext, useMemo, useSyncExternalStore } from 'react';
import { FlagClientContext } from './context.ts';

/** The client of the nearest provider, to change the context or to refresh by hand. */
export function useFlagClient(): FlagClient {
  const client = useContext(FlagClientContext);
  if (!client) throw new Error('Flags need a provider: put <FeatureFlagProvider url="..."> around this component.');
  return client;
}

/** Whether the flag is on; `false` while loading (W9.10). Re-renders only when that changes. */
export function useFeatureFlag(key: FlagName): boolean {
  const client = useFlagClient();
  return useSyncExternalStore(
    client.subscribe,
    () => client.isEnabled(key),
    () => client.initial.isEnabled(key),
  );
}

/** The flag's value; `fallback` while loading, or where it has none of that type. Re-renders only when that changes. */
export function useFlagValue<K extends FlagName, F extends FallbackOf<K>>(key: K, fallback: F): ValueOf<K, F> {
  const client = useFlagClient();
  return useSyncExternalStore(
    client.subscribe,
    () => client.get(key, fallback),
    () => client.initial.get(key, fallback),
  );
}

/** Any number of flags, also such whose keys are known only while rendering. Re-renders when any flag changes. */
export function useFeatureFlags(): { readonly isFeatureEnabled: (key: FlagName) => boolean } {
  const client = useFlagClient();
  const flags = useSyncExternalStore(client.subscribe, client.all, client.initial.all);
  return useMemo(() => {
    const isFeatureEnabled = (key: FlagName) => {
      client.noteUse(key);
      return findByKey(flags, key)?.enabled ?? false;
    };
    return { isFeatureEnabled };
  }, [client, flags]);
}

/** What is held, how old it is, and whether changes are heard of at once. */
export function useFlagStatus(): FlagStatus {
  const client = useFlagClient();
  return useSyncExternalStore(client.subscribe, client.status, client.initial.status);
}

/** What this session overrides, for people to see, and how to take it away. */
export function useFlagOverrides(): OverridesState & { readonly clear: () => Promise<void> } {
  const client = useFlagClient();
  const state = useSyncExternalStore(client.subscribe, client.overrides, client.initial.overrides);
  // Not the client's own: as a handler of clicks it would be given the event, for the key of a flag.
  const clear = useCallback(() => client.clearOverrides(), [client]);
  return { ...state, clear };
}
