import type { PlaceChange } from '@burgee/contracts';
import type { Client } from './trpc.ts';

/** The delay before reopening a stream that the server refused. The browser itself reopens one that was cut. */
const RETRY_MS = 3_000;

export type WatchChangesOptions = {
  readonly client: Client;
  readonly onChange: (change: PlaceChange) => void;
  /** Called when the stream connects and when it is lost. */
  readonly onConnection: (isConnected: boolean) => void;
};

/** Listens for changes in any environment, reconnecting as needed, until the returned function is called. */
export function watchChanges({ client, onChange, onConnection }: WatchChangesOptions): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isConnected: boolean | undefined;
  let isStopped = false;
  let stop = listen();

  function setConnected(next: boolean): void {
    if (next === isConnected) return;
    isConnected = next;
    onConnection(next);
  }

  function listen(): () => void {
    const { unsubscribe } = client.environments.changes.subscribe(undefined, {
      onStarted: () => setConnected(true),
      onData: onChange,
      onConnectionStateChange: ({ state, error }) => {
        if (state === 'connecting' && error) setConnected(false);
        else if (state === 'pending') setConnected(true);
      },
      onError: listenLater,
      onComplete: listenLater,
    });
    return unsubscribe;
  }

  function listenLater(): void {
    // tRPC also completes a subscription that was ended here.
    if (isStopped) return;
    stop();
    setConnected(false);
    timer = setTimeout(() => (stop = listen()), RETRY_MS);
    stop = () => clearTimeout(timer);
  }

  return () => {
    isStopped = true;
    stop();
  };
}
