import { RulesetChange, type RulesetVersion } from '@burgee/contracts';
import type { ApiClient, StreamContext } from './api-client.ts';
import { retryDelayMs } from './backoff.ts';
import { failureOf, type ClientFailure } from './failure.ts';
import type { ClientRuntime } from './runtime.ts';

/**
 * `live`: changes are heard of at once. `reconnecting`: not at the moment. `polling`: it failed too often, so the client
 * asks by itself, and goes on trying. `closed`: it was not begun, or has ended.
 */
export type Connection = 'closed' | 'connecting' | 'live' | 'reconnecting' | 'polling';

export type VersionStreamOptions = {
  readonly api: ApiClient;
  readonly environment: string | undefined;
  readonly runtime: ClientRuntime;
  readonly onVersion: (version: RulesetVersion) => void;
  readonly onConnection: (connection: Connection, failure?: ClientFailure) => void;
};

/** A proxy that holds the stream back looks like a server that does not answer. */
const CONNECT_TIMEOUT_MS = 10_000;
const HEALTHY_AFTER_MS = 60_000;
const POLLING_AFTER = { failures: 3, withinMs: 60_000 };

/**
 * Listens for versions until the returned function is called, and connects again whenever it must (R10). Reconnecting is
 * ours, not the event source's: that one returns after the same 3 s for everybody, and gives up at a 503. Of silence
 * the server says how much is too much (R9).
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
    const failWith = (error: unknown) => fail(failureOf(error, runtime.now(), context.response));
    const timeout = setTimeout(() => fail({ message: 'The stream did not begin in time.' }), CONNECT_TIMEOUT_MS);
    const subscription = api.evaluation.changes.subscribe(
      { environment, lastEventId },
      {
        context,
        onStarted: () => {
          clearTimeout(timeout);
          connectedAt = runtime.now();
          onConnection('live');
        },
        onData: ({ id, data }) => {
          const change = RulesetChange.safeParse(data);
          if (!change.success) return;
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

  function reconnectAfter(failure: ClientFailure, connectedAt: number | undefined): void {
    const now = runtime.now();
    const wasHealthy = connectedAt !== undefined && now - connectedAt >= HEALTHY_AFTER_MS;
    attempt = wasHealthy ? 1 : attempt + 1;
    failedAt = [...failedAt.filter((at) => now - at < POLLING_AFTER.withinMs), now];
    onConnection(failedAt.length >= POLLING_AFTER.failures ? 'polling' : 'reconnecting', failure);
    const timer = setTimeout(() => (disconnect = connect()), retryDelayMs(attempt, failure, runtime.random()));
    disconnect = () => clearTimeout(timer);
  }

  return () => disconnect();
}
