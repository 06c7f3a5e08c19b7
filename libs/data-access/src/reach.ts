import { DomainError } from '@burgee/contracts';
import { MigrationFailed, type MigrationFailure } from './migration-failure.ts';

/** Which capabilities of a database work now, as far as is known. */
export type Reach = {
  readonly reads: boolean;
  readonly writes: boolean;
  /** Whether changes of other servers arrive immediately, not only when versions are polled. */
  readonly notifications: boolean;
};

/** Fails whenever a write would fail for lack of privileges or on a read-only server, and changes nothing. */
export const WRITE_PROBE = 'update access set version = version where false';

/** The number of successful probes after which a failed write is forgotten: probes miss causes such as a full disk. */
const DOUBTFUL_PROBES = 10;

/** Records what worked last. A capability counts as unavailable until it has worked once. */
export function createReach() {
  const reach = { reads: false, writes: false, notifications: false };
  let doubts = 0;
  let failure: MigrationFailure | undefined;

  async function watch<T>(work: Promise<T>, onResult: (isReachable: boolean) => void): Promise<T> {
    try {
      const result = await work;
      onResult(true);
      return result;
    } catch (error) {
      const isUnavailable = error instanceof DomainError && error.failure.code === 'DATABASE_UNAVAILABLE';
      onResult(!isUnavailable);
      throw error;
    }
  }

  return {
    status: (): Reach => ({ ...reach, writes: reach.writes && doubts === 0 }),
    read: <T>(work: Promise<T>) => watch(work, (isReachable) => (reach.reads = isReachable)),
    write: <T>(work: Promise<T>) => watch(work, (isReachable) => (doubts = isReachable ? 0 : DOUBTFUL_PROBES)),
    migrate: async <T>(work: Promise<T>): Promise<T> => {
      try {
        const result = await work;
        failure = undefined;
        return result;
      } catch (error) {
        // A failure to reach the database does not mean that the missing privilege was granted.
        if (error instanceof MigrationFailed) failure = error.failure;
        throw error;
      }
    },
    migrationFailure: (): MigrationFailure | undefined => failure,
    listens: (isListening: boolean) => (reach.notifications = isListening),
    /** Never throws. @param probe rejects if a write would. */
    probed: async (probe: Promise<unknown>) => {
      reach.writes = await probe.then(
        () => true,
        () => false,
      );
      // If the probe fails, it has found the cause itself, and will notice when it is gone.
      doubts = reach.writes ? Math.max(0, doubts - 1) : 0;
    },
  };
}
