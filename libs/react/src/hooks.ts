import {
  type FallbackOf,
  findByKey,
  type FlagClient,
  type FlagName,
  type FlagStatus,
  type OverridesState,
  type ValueOf,
} from '@burgee/client';
import { useCallback, useContext, useMemo, useSyncExternalStore } from 'react';
import { FlagClientContext } from './context.ts';

/** Returns the client of the nearest provider, to change the context or refresh manually. */
export function useFlagClient(): FlagClient {
  const client = useContext(FlagClientContext);
  if (!client) throw new Error('Flags need a provider: put <FeatureFlagProvider url="..."> around this component.');
  return client;
}

/** Returns whether the flag is on; `false` while loading (W9.10). Re-renders only when the result changes. */
export function useFeatureFlag(key: FlagName): boolean {
  const client = useFlagClient();
  return useSyncExternalStore(
    client.subscribe,
    () => client.isEnabled(key),
    () => client.initial.isEnabled(key),
  );
}

/** Returns the flag's value, or `fallback` while loading or if the value has another type. Re-renders only when the result changes. */
export function useFlagValue<K extends FlagName, F extends FallbackOf<K>>(key: K, fallback: F): ValueOf<K, F> {
  const client = useFlagClient();
  return useSyncExternalStore(
    client.subscribe,
    () => client.get(key, fallback),
    () => client.initial.get(key, fallback),
  );
}

/** Reads any number of flags, even with keys known only while rendering. Re-renders when any flag changes. */
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

/** Returns the state and age of the flags, and whether changes arrive immediately. */
export function useFlagStatus(): FlagStatus {
  const client = useFlagClient();
  return useSyncExternalStore(client.subscribe, client.status, client.initial.status);
}

/** Returns the overrides of this session, to show them, and a function that clears them. */
export function useFlagOverrides(): OverridesState & { readonly clear: () => Promise<void> } {
  const client = useFlagClient();
  const state = useSyncExternalStore(client.subscribe, client.overrides, client.initial.overrides);
  // A wrapper: used directly as a click handler, `clearOverrides` would take the event for a flag key.
  const clear = useCallback(() => client.clearOverrides(), [client]);
  return { ...state, clear };
}
