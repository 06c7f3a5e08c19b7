import { MINUTE_MS, RulesetChange, type RulesetVersion } from '@burgee/contracts';
import type { ApiClient, StreamContext } from './api-client.ts';
import { mustWait, retryDelayMs } from './backoff.ts';
import { type ClientFailure, toClientFailure } from './failure.ts';
import type { ClientRuntime } from './runtime.ts';

/**
 * `live`: changes arrive immediately. `reconnecting`: temporarily not. `polling`: the stream failed too often, was denied or
 * became silent, so the client polls and keeps retrying the stream. `closed`: it was not started, or has been closed.
 */
export type Connection = 'closed' | 'connecting' | 'live' | 'reconnecting' | 'polling';

export type VersionStreamOptions = {
  readonly api: ApiClient;
  readonly environment: string | undefined;
  readonly runtime: ClientRuntime;
  readonly onVersion: (version: RulesetVersion) => void;
  readonly onConnection: (connection: Connection, failure?: ClientFailure) => void;
};

/** A proxy that buffers the stream looks like a server that does not answer. */
const CONNECT_TIMEOUT_MS = 10_000;
const HEALTHY_AFTER_MS = MINUTE_MS;
const POLLING_AFTER = { failures: 3, withinMs: MINUTE_MS };

/**
 * Listens for versions until the returned function is called, and reconnects as needed (R10). The event source does not
 * reconnect by itself: it would do so after the same 3 s for everyone, and give up after a 503. The server's settings limit
 * how long a silence may last (R9).
 */
export function watchVersions({
  api,
  environment,
  runtime,
  onVersion,
  onConnection,
}: VersionStreamOptions): () => void {
  let attempt = 0;
  let failedAt: readonly number[] = [];
  let lastEventId: string | undefined;
  /** Set after a silence: if a proxy forwards only the beginning of a stream, each new stream looks alive. */
  let doubt: ClientFailure | undefined;
  let disconnect = connect();

  function connect(): () => void {
    const context: StreamContext = {};
    let connectedAt: number | undefined;
    let isOver = false;
    const end = () => {
      isOver = true;
      clearTimeout(timeout);
      subscription.unsubscribe();
    };
    const fail = (failure: ClientFailure) => {
      if (isOver) return;
      end();
      reconnectAfter(failure, connectedAt);
    };
    const failWith = (error: unknown) => {
      const { silentForMs, response } = context;
      if (silentForMs === undefined) return fail(toClientFailure(error, runtime.now(), response));
      doubt = { message: `Nothing arrived on the stream for ${silentForMs / 1000} s.` };
      fail(doubt);
    };
    let timeout = setTimeout(() => fail({ message: 'The stream did not begin in time.' }), CONNECT_TIMEOUT_MS);
    const subscription = api.evaluation.changes.subscribe(
      { environment, lastEventId },
      {
        context,
        onStarted: () => {
          if (isOver) return;
          clearTimeout(timeout);
          connectedAt = runtime.now();
          onConnection(doubt ? 'polling' : 'live', doubt);
          if (doubt) timeout = setTimeout(clearDoubt, HEALTHY_AFTER_MS);
        },
        onData: ({ id, data }) => {
          const change = RulesetChange.safeParse(data);
          if (isOver || !change.success) return;
          // The version is sent twice: if the two differ, bits were flipped in transit (R14).
          if (id !== String(change.data.version)) return fail({ message: 'The stream is corrupt.' });
          lastEventId = id;
          onVersion(change.data.version);
        },
        onConnectionStateChange: ({ error }) => error && failWith(error),
        onError: failWith,
        onComplete: () => fail({ message: 'The server ended the stream.' }),
      },
    );
    return end;
  }

  function clearDoubt(): void {
    doubt = undefined;
    onConnection('live');
  }

  function reconnectAfter(failure: ClientFailure, connectedAt: number | undefined): void {
    const now = runtime.now();
    const wasHealthy = connectedAt !== undefined && now - connectedAt >= HEALTHY_AFTER_MS;
    attempt = wasHealthy ? 1 : attempt + 1;
    failedAt = [...failedAt.filter((at) => now - at < POLLING_AFTER.withinMs), now];
    // If the server denied the stream, the next attempt may be minutes away.
    const isPolling = doubt !== undefined || mustWait(failure) || failedAt.length >= POLLING_AFTER.failures;
    onConnection(isPolling ? 'polling' : 'reconnecting', failure);
    const timer = setTimeout(() => (disconnect = connect()), retryDelayMs(attempt, failure, runtime.random()));
    disconnect = () => clearTimeout(timer);
  }

  return () => disconnect();
}
