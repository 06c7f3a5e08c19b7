import { type FlagClient, type FlagStatus, type OverridesState } from '@burgee/client';
import type { FlagName, GetFlag, JsonValue } from '@burgee/flags';
import { useCallback, useContext, useMemo, useSyncExternalStore } from 'react';
import { FlagClientContext } from './context.ts';

/** Returns the client of the nearest provider, to change the context or refresh manually. */
export function useFlagClient(): FlagClient {
  const client = useContext(FlagClientContext);
  if (!client) throw new Error('Flags need a provider: put <FeatureFlagProvider url="..."> around this component.');
  return client;
}

/**
 * Returns whether the flag is on. While loading, the declared fallback of a boolean flag; otherwise `false` (W9.10). Re-renders
 * only when the result changes.
 */
export function useFeatureFlag(key: FlagName): boolean {
  const client = useFlagClient();
  return useSyncExternalStore(
    client.subscribe,
    () => client.isEnabled(key),
    () => client.initial.isEnabled(key),
  );
}

type GetUntyped = (key: string, fallback?: JsonValue) => unknown;

function useValue(key: string, fallback?: JsonValue): unknown {
  const client = useFlagClient();
  // The types of `get` depend on what the application registers.
  return useSyncExternalStore(
    client.subscribe,
    () => (client.get as GetUntyped)(key, fallback),
    () => (client.initial.get as GetUntyped)(key, fallback),
  );
}

/**
 * Returns the flag's value, or its fallback while loading or if the value has another type. A registered flag has a declared
 * fallback; any other needs one as the second argument. Re-renders only when the result changes.
 */
export const useFlag: GetFlag = useValue as GetFlag;

/**
 * The name of `useFlag` before flags could be declared.
 *
 * @alias
 */
export const useFlagValue: GetFlag = useFlag;

/** Reads any number of flags, even with keys known only while rendering. Re-renders when any flag changes. */
export function useFeatureFlags(): { readonly isFeatureEnabled: (key: FlagName) => boolean } {
  const client = useFlagClient();
  const flags = useSyncExternalStore(client.subscribe, client.all, client.initial.all);
  return useMemo(() => {
    // While a page hydrates, it must show what the server rendered.
    const reader = flags === client.initial.all() ? client.initial : client;
    const isFeatureEnabled = (key: FlagName) => {
      client.noteUse(key);
      return reader.isEnabled(key);
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
