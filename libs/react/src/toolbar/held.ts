import type { FlagClient, OverridesState } from '@burgee/client';
import { useSyncExternalStore } from 'react';
import { useFlagClient } from '../hooks.ts';

export type Answer = NonNullable<ReturnType<ReturnType<FlagClient['all']>['get']>>;
export type Value = Exclude<Answer['value'], undefined>;

/** Re-renders when what `read` gives is another, which it must not make anew each time. */
function useHeld<T>(read: (client: FlagClient) => T): T {
  const client = useFlagClient();
  const get = () => read(client);
  return useSyncExternalStore(client.subscribe, get, get);
}

export const useOverrides = (): OverridesState => useHeld((client) => client.overrides());
export const useAnswers = () => useHeld((client) => client.all());
export const useUsedFlags = () => useHeld((client) => client.usedFlags());
export const useContextOfClient = () => useHeld((client) => client.context());

/** Parts, and not the status itself: that is another one at every refresh. */
export const useEnvironment = () => useHeld((client) => client.status().environment);
export const useVersion = () => useHeld((client) => client.status().version);
export const useFreshness = () => useHeld((client) => client.status().state);
export const useHasError = () => useHeld((client) => client.status().error !== undefined);
