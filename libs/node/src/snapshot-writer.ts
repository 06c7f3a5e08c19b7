import { after } from '@burgee/client/internal';
import type { Snapshot, SnapshotFile, Versioned } from './snapshot-file.ts';

/** Changes within this time are written together: a file of 10,000 flags has about 10 MB. */
const WRITE_EVERY_MS = 5_000;

/** Keeps a file at the newest snapshot. */
export type SnapshotWriter = {
  /** Writes soon. */
  changed(): void;
  /** Writes what has changed, and stops. Never rejects. */
  stop(): Promise<void>;
};

type Options<T extends Versioned> = {
  readonly file: SnapshotFile<T>;
  /** `undefined` if there is nothing to write. */
  readonly snapshot: () => Snapshot<T> | undefined;
  readonly onWritten: (error?: unknown) => void;
};

export function createSnapshotWriter<T extends Versioned>({ file, snapshot, onWritten }: Options<T>): SnapshotWriter {
  let hasChanged = false;
  let isStopped = false;
  let writing: Promise<void> | undefined;
  let cancelPause: (() => void) | undefined;

  async function write(): Promise<void> {
    hasChanged = false;
    const current = snapshot();
    if (!current) return;
    try {
      await file.write(current);
      onWritten();
    } catch (error) {
      onWritten(error);
    }
  }

  function changed(): void {
    hasChanged = true;
    if (isStopped || writing || cancelPause) return;
    writing = write().then(() => {
      writing = undefined;
      if (isStopped) return;
      cancelPause = after(WRITE_EVERY_MS, () => {
        cancelPause = undefined;
        if (hasChanged) changed();
      });
    });
  }

  return {
    changed,
    stop: async () => {
      isStopped = true;
      cancelPause?.();
      await writing;
      if (hasChanged) await write();
    },
  };
}
