import type { FlagClient, FlagReader, FlagStatus } from '@burgee/client';
import type { FlagName, GetFlag, JsonValue } from '@burgee/flags';
import { useContext, useEffect, useMemo, useSyncExternalStore } from 'react';
import { FlagClientContext } from './context.ts';
import { noteUse } from './used-flags.ts';

/** Returns the client of the nearest provider, to change the context or refresh manually. */
export function useFlagClient(): FlagClient {
  const client = useContext(FlagClientContext);
  if (!client) throw new Error('Flags need a <FlagProvider>.');
  return client;
}

/**
 * Re-renders when the result of `read` changes. On a server and while a page hydrates, it reads the initial state.
 *
 * @param key the flag that is read.
 * @param read returns the same object until something changes.
 */
export function useRead<T>(key: string, read: (reader: FlagReader) => T): T {
  const client = useFlagClient();
  useEffect(() => noteUse(client, key), [client, key]);
  return useSyncExternalStore(
    client.subscribe,
    () => read(client),
    () => read(client.initial),
  );
}

/**
 * Returns whether the flag is on. While loading, the declared fallback of a boolean flag; otherwise `false` (W9.10). Re-renders
 * only when the result changes.
 */
export function useFeatureFlag(key: FlagName): boolean {
  return useRead(key, (reader) => reader.isEnabled(key));
}

type GetUntyped = (key: string, fallback?: JsonValue) => unknown;

function useValue(key: string, fallback?: JsonValue): unknown {
  // The types of `get` depend on what the application registers.
  return useRead(key, (reader) => (reader.get as GetUntyped)(key, fallback));
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
      // Later, because the toolbar must not be notified while another component renders.
      queueMicrotask(() => noteUse(client, key));
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
