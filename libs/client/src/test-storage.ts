import type { FlagClient } from './index.ts';
import { NO_OVERRIDES, type OverridesState } from './overrides.ts';

/** A storage in memory. */
export function aStorage(first: Record<string, string> = {}) {
  const items = new Map(Object.entries(first));
  return {
    items,
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
}

export function aBlockedStorage() {
  const refuse = () => {
    throw new DOMException('blocked', 'SecurityError');
  };
  return { getItem: refuse, setItem: refuse, removeItem: refuse };
}

/** The state of a client's overrides. A client without the option has none. */
export function stateOf(client: FlagClient): OverridesState {
  return client.overrides?.state() ?? NO_OVERRIDES;
}
