import type { SyncLog } from '@burgee/api';
import type { EnvironmentKey, RulesetVersion } from '@burgee/contracts';
import type { Request, Response } from 'express';
import { beginEvents, STREAM_HEADERS } from './send-changes.ts';
import { onDrained, writeEvent } from './write-event.ts';

/** A follower's request for changes of a ruleset. */
export type DeltaRequest = {
  readonly syncLog: SyncLog;
  readonly environment: EnvironmentKey;
  /** The version that the follower holds, if any. */
  readonly from: RulesetVersion | undefined;
  /** Aborted when the stream must end. */
  readonly signal: AbortSignal;
};

/**
 * Sends the changes of a ruleset as server-sent events until `signal` is aborted.
 */
export function sendDeltas(
  { method }: Pick<Request, 'method'>,
  response: Response,
  { syncLog, environment, from, signal }: DeltaRequest,
): void {
  response.writeHead(200, STREAM_HEADERS);
  if (method === 'HEAD' || signal.aborted) return void response.end();
  const heartbeat = beginEvents(response, { environment, origin: syncLog.origin(environment) });
  const following = syncLog.follow(environment, from, (event) => {
    heartbeat.refresh();
    return writeEvent(response, event);
  });
  const stopDraining = onDrained(response, following.resume);
  const end = () => {
    clearInterval(heartbeat);
    following.stop();
    stopDraining();
    signal.removeEventListener('abort', end);
    response.end();
  };
  signal.addEventListener('abort', end);
  response.once('close', end);
}
