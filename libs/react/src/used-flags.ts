import type { FlagClient } from '@burgee/client';

/** Components can make keys up while rendering, and nobody reads a longer list. */
const MAX_KEYS = 1_000;

/** The keys that components have read. Filled even without a toolbar, which may be loaded later. */
export const usedFlags = new WeakMap<FlagClient, Set<string>>();

/** Called after a component has read a flag. Only the toolbar listens, so that reading a flag wakes no component of the page. */
export const usageListeners = new Set<() => void>();

export function noteUse(client: FlagClient, key: string): void {
  const keys = usedFlags.get(client) ?? new Set();
  if (keys.size < MAX_KEYS) usedFlags.set(client, keys.add(key));
  for (const listener of usageListeners) listener();
}
