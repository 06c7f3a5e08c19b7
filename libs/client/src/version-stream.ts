import { isVersion } from '@burgee/contracts/wire';
import { type Connection, watchEvents } from './event-stream.ts';
import type { ClientFailure } from './failure.ts';
import type { ClientRuntime } from './runtime.ts';
import type { Transport } from './transport.ts';

/** Listens for versions until the returned function is called. */
export function watchVersions(
  send: Transport['send'],
  runtime: ClientRuntime,
  onVersion: (version: number) => void,
  onConnection: (connection: Connection, failure?: ClientFailure) => void,
): () => void {
  let resumeFrom = {};
  return watchEvents(
    (signal) => send('stream', resumeFrom, undefined, signal),
    runtime,
    (data, { id }) => {
      const version = (data as { version?: unknown } | null)?.version;
      if (!isVersion(version)) return;
      // The version is sent twice: if the two differ, bits were flipped in transit (R14).
      if (id !== String(version)) throw new Error('The stream is corrupt.');
      resumeFrom = { lastEventId: id };
      onVersion(version);
    },
    onConnection,
  );
}
