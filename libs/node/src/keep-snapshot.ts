import { isSyncedRuleset, type SyncedRuleset } from '@burgee/contracts/sync';
import type { Follower } from './follower.ts';
import type { Problems } from './problems.ts';
import { createSnapshotFile, type SnapshotFile, type SnapshotSource } from './snapshot-file.ts';
import { createSnapshotWriter } from './snapshot-writer.ts';

export type KeptSnapshot = {
  /** Call it after each change of the follower. */
  changed(): void;
  /** Writes what has changed, and stops. Never rejects. */
  stop(): Promise<void>;
};

/** @param id differs between processes that share the file. */
export function createRulesetFile(path: string, source: SnapshotSource, id: string): SnapshotFile<SyncedRuleset> {
  return createSnapshotFile({ path, source, id, isContent: isSyncedRuleset, what: 'a ruleset' });
}

/** Restores a follower from a file, unless the server is faster, and keeps the file at what the server sends. */
export function keepSnapshot(file: SnapshotFile<SyncedRuleset>, follower: Follower, problems: Problems): KeptSnapshot {
  /** The version that was handed to the writer. */
  let kept: object | undefined;
  const writer = createSnapshotWriter({
    file,
    snapshot: () => {
      const held = follower.held();
      if (!held) return undefined;
      const { ruleset, origin, checksum } = held;
      const { environment, version, source } = ruleset;
      const overrides = follower.cache.summary();
      const synced = { environment, origin, version, checksum, ruleset: source, overrides };
      return { synced, confirmedAt: follower.status().confirmedAt ?? 0 };
    },
    onWritten: (error) => {
      if (error === undefined) problems.resolve('SNAPSHOT_NOT_WRITTEN');
      else problems.report({ code: 'SNAPSHOT_NOT_WRITTEN', message: String((error as Error).message) });
    },
  });

  async function restore(): Promise<void> {
    const { snapshot, problem } = await file.read();
    const ignored = snapshot ? follower.restore(snapshot.synced, snapshot.confirmedAt) : problem;
    if (ignored) problems.report({ code: 'SNAPSHOT_IGNORED', message: `The snapshot is ignored: ${ignored}.` });
  }

  void restore();
  return {
    changed: () => {
      const held = follower.held();
      if (held === kept || follower.status().source !== 'server') return;
      kept = held;
      writer.changed();
    },
    stop: writer.stop,
  };
}
