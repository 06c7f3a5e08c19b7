import type { FlagClient } from '@burgee/client';
import { useState } from 'react';
import type { SharedProps } from './provider.tsx';
import { useBeforePaint } from './use-before-paint.ts';

/**
 * Returns whether the provider can show its children. Suspends only after the provider was mounted, because React forgets the
 * state of a component that is suspended before: it would create a client again and again.
 */
export function useGate(client: FlagClient, whileLoading: SharedProps['whileLoading'] = 'fallback'): boolean {
  /** `true` until the provider is mounted, then a promise, and `false` for good once the children can be shown. */
  const [wait, setWait] = useState<Promise<void> | boolean>(
    whileLoading !== 'fallback' && client.initial.status().state === 'loading',
  );
  useBeforePaint(() => {
    if (wait !== true) return;
    const ready = client.ready();
    setWait(client.status().state !== 'ready' && ready);
    void ready.then(() => setWait(false));
  });
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- React catches promises
  if (whileLoading === 'suspend' && typeof wait === 'object') throw wait;
  return !wait;
}
