import type { OverridesState } from '@burgee/client';
import { useMemo, useSyncExternalStore } from 'react';
import { useFlagClient } from './hooks.ts';

/** The overrides of this session, and a function that clears all of them. */
export type FlagOverrides = OverridesState & { readonly clear: () => Promise<void> };

export const NO_OVERRIDES: OverridesState = { status: 'none', overrides: [] };
const noOverrides = () => NO_OVERRIDES;

/** Returns the overrides of this session, to show them. Without the option `overrides`, there are none. */
export function useFlagOverrides(): FlagOverrides {
  const client = useFlagClient();
  const session = client.overrides;
  const state = useSyncExternalStore(client.subscribe, session?.state ?? noOverrides, noOverrides);
  // A wrapper: used directly as a click handler, `clear` would take the event for a flag key.
  const clear = useMemo(() => async () => session?.clear(), [session]);
  return { ...state, clear };
}
