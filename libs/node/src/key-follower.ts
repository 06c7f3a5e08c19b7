import { createRefreshLoop, type Outcome, toClientFailure } from '@burgee/client/internal';
import { isSyncedKeys, type SyncedKeys } from '@burgee/contracts/sync';
import type { Problems } from './problems.ts';
import type { NodeRuntime } from './runtime.ts';
import { createSnapshotFile, type SnapshotFile, type SnapshotSource } from './snapshot-file.ts';
import { createSnapshotWriter } from './snapshot-writer.ts';
import type { SyncRequests, TaggedKeys } from './sync-requests.ts';

/** How often keys are requested. A fifth is random, so that followers do not ask in the same instant. */
const POLL_EVERY_MS = 2_000;
/** As fast as followers of rulesets: after at most 7.5 s. */
const RETRY_FASTER = 4;

/** Keeps the keys of one environment as the server has them, and in a file. */
export type KeyFollower = {
  held(): SyncedKeys | undefined;
  /** When the server last confirmed them, in milliseconds since 1970. */
  confirmedAt(): number | undefined;
  start(): void;
  /** Asks now. */
  refresh(): void;
  /** Writes the file and stops. Never rejects. */
  stop(): Promise<void>;
};

type KeyFollowerOptions = {
  readonly requests: Pick<SyncRequests, 'keys'>;
  readonly file: SnapshotFile<SyncedKeys>;
  readonly runtime: Pick<NodeRuntime, 'now' | 'random'>;
  readonly problems: Problems;
  /** Called with each list that replaces another one. */
  readonly onKeys: (keys: SyncedKeys) => void;
};

/** @param id differs between processes that share the file. */
export function createKeysFile(path: string, source: SnapshotSource, id: string): SnapshotFile<SyncedKeys> {
  return createSnapshotFile({ path, source, id, isContent: isSyncedKeys, what: 'a list of keys' });
}

export function createKeyFollower({ requests, file, runtime, problems, onKeys }: KeyFollowerOptions): KeyFollower {
  const { now, random } = runtime;
  const loop = createRefreshLoop(
    load,
    () => POLL_EVERY_MS * (1 - random() / 5),
    () => random() / RETRY_FASTER,
  );
  const writer = createSnapshotWriter({
    file,
    snapshot: () => held && { synced: held, confirmedAt: confirmedAt ?? 0 },
    onWritten: (error) => {
      if (error === undefined) problems.resolve('SNAPSHOT_NOT_WRITTEN');
      else problems.report({ code: 'SNAPSHOT_NOT_WRITTEN', message: `The keys: ${messageOf(error)}` });
    },
  });
  let held: SyncedKeys | undefined;
  let etag: string | undefined;
  let confirmedAt: number | undefined;

  async function load(controller: AbortController, isCurrent: () => boolean): Promise<Outcome> {
    try {
      const answer = await requests.keys(etag, controller);
      if (!isCurrent()) return undefined;
      confirmedAt = now();
      if (answer) receive(answer);
      problems.resolve('SERVER_UNAVAILABLE');
      return undefined;
    } catch (error) {
      if (!isCurrent()) return undefined;
      problems.report({ code: 'SERVER_UNAVAILABLE', message: `The keys: ${messageOf(error)}` });
      return toClientFailure(error);
    }
  }

  function receive({ synced, etag: tag }: TaggedKeys): void {
    // A server that has not learned of a revocation yet must not undo it.
    if (held && held.origin === synced.origin && synced.version < held.version) return;
    etag = tag;
    hold(synced);
    writer.changed();
  }

  function hold(next: SyncedKeys): void {
    held = next;
    onKeys(next);
  }

  async function restore(): Promise<void> {
    const { snapshot, problem } = await file.read();
    if (problem) problems.report({ code: 'SNAPSHOT_IGNORED', message: `The file of keys is ignored: ${problem}.` });
    if (!snapshot || held) return;
    confirmedAt ??= snapshot.confirmedAt;
    hold(snapshot.synced);
  }

  return {
    held: () => held,
    confirmedAt: () => confirmedAt,
    start: () => {
      void restore();
      loop.refresh();
    },
    refresh: loop.refresh,
    stop: () => {
      loop.stop();
      return writer.stop();
    },
  };
}

function messageOf(error: unknown): string {
  return toClientFailure(error).message;
}
