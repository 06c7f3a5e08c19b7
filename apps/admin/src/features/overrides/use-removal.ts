import type { EnvironmentKey, Override } from '@burgee/contracts';
import { useState } from 'react';
import { notifyDone, notifyFailure } from '../../ui/notify.tsx';
import { offerUndo } from '../../ui/undo-notice.tsx';
import { layerOf } from './layers.ts';
import { useOverrideCalls, type Why } from './use-override-calls.ts';

/** Removes one override and offers an undo. */
export function useRemoval(environment: EnvironmentKey) {
  const calls = useOverrideCalls(environment);
  const [removing, setRemoving] = useState<string | undefined>(undefined);
  async function remove(override: Override, why: Why = {}): Promise<void> {
    setRemoving(override.id);
    try {
      await calls.remove(override, why);
      const message = `${nameOf(override)} was removed.`;
      // An unreadable value cannot be restored.
      if (override.broken) notifyDone(message);
      else offerUndo(message, () => void calls.putBack(override).catch(notifyFailure));
    } finally {
      setRemoving(undefined);
    }
  }
  return { remove, removing };
}

/** "The override of ann", "The global override". */
export function nameOf(override: Override): string {
  return 'target' in override
    ? `The override of ${override.target}`
    : `The ${layerOf(override.type).name.toLowerCase()} override`;
}
