import { retryDelayMs } from './backoff.ts';
import { type ClientFailure, toClientFailure } from './failure.ts';
import { readEvents, type ServerEvent } from './read-events.ts';
import type { ClientRuntime } from './runtime.ts';
import { after } from './timer.ts';

/**
 * `live`: changes arrive immediately. `reconnecting`: temporarily not. `polling`: the stream failed too often, was denied or
 * became silent, so the client polls and keeps retrying the stream. `paused`: the page is hidden. `idle`: it has not been
 * started.
 */
export type Connection = 'idle' | 'closed' | 'connecting' | 'live' | 'reconnecting' | 'polling' | 'paused';

/** The JSON of an event. A first event `connected` says how long a silence may last. */
type StreamData = { readonly version?: unknown; readonly silenceMs?: number };

/** A proxy that buffers the stream looks like a server that does not answer. */
const CONNECT_TIMEOUT_MS = 10_000;
const HEALTHY_AFTER_MS = 60_000;
const POLLING_AFTER_FAILURES = 3;

/**
 * Listens to a stream until the returned function is called, and reconnects as needed (R10). The server's settings limit how
 * long a silence may last (R9).
 *
 * @param open requests the stream.
 * @param onData called with the JSON of each event. If it throws, the stream is corrupt, and is opened again.
 */
export function watchEvents(
  open: (signal: AbortSignal) => Promise<Response>,
  { now, random }: ClientRuntime,
  onData: (data: StreamData, event: ServerEvent) => void,
  onConnection: (connection: Connection, failure?: ClientFailure) => void,
): () => void {
  let attempt = 0;
  /** Set after a silence: if a proxy forwards only the beginning of a stream, each new stream looks alive. */
  let doubt: ClientFailure | undefined;
  let disconnect = connect();

  function connect(): () => void {
    const controller = new AbortController();
    const { signal } = controller;
    let connectedAt = Infinity;
    let silenceMs: number | undefined;
    let cancelTimer = after(CONNECT_TIMEOUT_MS, () => fail('The stream did not begin.'));
    const end = () => {
      cancelTimer();
      controller.abort();
    };
    const fail = (error: unknown) => {
      if (signal.aborted) return;
      end();
      reconnectAfter(toClientFailure(error), connectedAt);
    };
    const onPart = () => {
      if (!silenceMs) return;
      cancelTimer();
      cancelTimer = after(silenceMs, () => {
        fail((doubt = { message: 'The stream was silent.' }));
      });
      if (!doubt || now() - connectedAt < HEALTHY_AFTER_MS) return;
      doubt = undefined;
      onConnection('live');
    };
    const onEvent = (event: ServerEvent) => {
      const data = event.data && (JSON.parse(event.data) as StreamData);
      if (signal.aborted || !data) return;
      if (event.event === 'connected') {
        cancelTimer();
        silenceMs = data.silenceMs;
        connectedAt = now();
        onPart();
        onConnection(doubt ? 'polling' : 'live', doubt);
      }
      onData(data, event);
    };
    open(signal)
      .then(({ body }) => body && readEvents(body, onEvent, onPart))
      .then(() => fail('The stream ended.'), fail);
    return end;
  }

  function reconnectAfter(failure: ClientFailure, connectedAt: number): void {
    attempt = now() - connectedAt >= HEALTHY_AFTER_MS ? 1 : attempt + 1;
    // If the server denied the stream, the next attempt may be minutes away.
    const isPolling = doubt || failure.retryAfterMs || attempt >= POLLING_AFTER_FAILURES;
    onConnection(isPolling ? 'polling' : 'reconnecting', failure);
    disconnect = after(retryDelayMs(attempt, failure, random()), () => {
      disconnect = connect();
    });
  }

  return () => disconnect();
}
