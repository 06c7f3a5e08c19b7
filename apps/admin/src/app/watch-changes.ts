import type { PlaceChange } from '@burgee/contracts';
import type { Client } from './trpc.ts';

/** How soon a stream that the server refused is asked for again, in milliseconds. Cut ones the browser opens by itself. */
const RETRY_MS = 3_000;

export type WatchChangesOptions = {
  readonly client: Client;
  readonly onChange: (change: PlaceChange) => void;
  /** Called when it begins and ends to hear of changes. */
  readonly onConnection: (isConnected: boolean) => void;
};

/** Listens for what changes anywhere until the returned function is called, and listens again whenever it must. */
export function watchChanges({ client, onChange, onConnection }: WatchChangesOptions): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isConnected: boolean | undefined;
  let stop = listen();

  function note(next: boolean): void {
    if (next === isConnected) return;
    isConnected = next;
    onConnection(next);
  }

  function listen(): () => void {
    const { unsubscribe } = client.environments.changes.subscribe(undefined, {
      onStarted: () => note(true),
      onData: onChange,
      onConnectionStateChange: ({ state, error }) => {
        if (state === 'connecting' && error) note(false);
        else if (state === 'pending') note(true);
      },
      onError: listenLater,
      onComplete: listenLater,
    });
    return unsubscribe;
  }

  function listenLater(): void {
    stop();
    note(false);
    timer = setTimeout(() => (stop = listen()), RETRY_MS);
    stop = () => clearTimeout(timer);
  }

  return () => stop();
}
