import type { FlagClient } from '@burgee/client';
import type { GetFlag, JsonValue } from '@burgee/flags';
import { useState, useSyncExternalStore } from 'react';
import { useFlag, useFlagClient } from './hooks.ts';

type Wait = { readonly promise: Promise<void>; isOver: boolean };

/** React renders a suspended component again from the beginning, and must be given the same promise. */
const waits = new WeakMap<FlagClient, Wait>();

function waitFor(client: FlagClient): Wait {
  const known = waits.get(client);
  if (known) return known;
  const { state, source } = client.status();
  const isOver = state === 'ready' || source === 'bootstrap';
  const wait: Wait = { promise: client.ready().then(() => void (wait.isOver = true)), isOver };
  waits.set(client, wait);
  return wait;
}

type UseUntyped = (key: string, fallback?: JsonValue) => unknown;

function useSuspenseValue(key: string, fallback?: JsonValue): unknown {
  const client = useFlagClient();
  const isServerRendered = useSyncExternalStore(subscribeToNothing, inBrowser, onServer);
  // Content that a server has rendered, or that was shown before, stays on the page.
  const [wait] = useState(() => (isServerRendered ? undefined : waitFor(client)));
  // React 18 has no `use`.
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- React catches promises
  if (wait?.isOver === false) throw wait.promise;
  return (useFlag as UseUntyped)(key, fallback);
}

/**
 * Like `useFlag`, but suspends until the first answers of the client have arrived, for at most 3 s. Later changes of the
 * context do not suspend.
 *
 * Put a `<Suspense>` between the provider and this component, because React forgets a provider that is suspended before it was
 * mounted; or use `whileLoading="suspend"` of the provider, or pass it a `client`. On a server and while a page hydrates, it
 * does not suspend, and returns the value of the bootstrap or the fallback.
 */
export const useSuspenseFlag: GetFlag = useSuspenseValue as GetFlag;

const subscribeToNothing = () => () => {};
const inBrowser = () => false;
const onServer = () => true;
