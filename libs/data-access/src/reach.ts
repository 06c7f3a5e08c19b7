import { DomainError } from '@burgee/contracts';
import { MigrationFailed, type MigrationFailure } from './migration-failure.ts';

/** The capabilities of a database that can be used now, as far as is known. */
export type Reach = {
  readonly reads: boolean;
  readonly writes: boolean;
  /** Whether changes of other servers arrive immediately, and not only when versions are compared. */
  readonly notifications: boolean;
};

/** Fails exactly where a write would, for lack of rights or on a server that is read-only, and changes nothing. */
export const WRITE_PROBE = 'update access set version = version where false';

/** The number of probes for which a failed write counts whose cause no probe sees, such as a full disk. */
const DOUBTFUL_PROBES = 10;

/** Remembers what worked last. Nothing counts as reachable before it has worked once. */
export function createReach() {
  const reach = { reads: false, writes: false, notifications: false };
  let doubts = 0;
  let failure: MigrationFailure | undefined;

  async function watch<T>(work: Promise<T>, found: (isThere: boolean) => void): Promise<T> {
    try {
      const result = await work;
      found(true);
      return result;
    } catch (error) {
      const isAway = error instanceof DomainError && error.failure.code === 'DATABASE_UNAVAILABLE';
      found(!isAway);
      throw error;
    }
  }

  return {
    status: (): Reach => ({ ...reach, writes: reach.writes && doubts === 0 }),
    read: <T>(work: Promise<T>) => watch(work, (isThere) => (reach.reads = isThere)),
    write: <T>(work: Promise<T>) => watch(work, (isThere) => (doubts = isThere ? 0 : DOUBTFUL_PROBES)),
    migrate: async <T>(work: Promise<T>): Promise<T> => {
      try {
        const result = await work;
        failure = undefined;
        return result;
      } catch (error) {
        // A database that is away meanwhile does not provide what was missing.
        if (error instanceof MigrationFailed) failure = error.failure;
        throw error;
      }
    },
    migrationFailure: (): MigrationFailure | undefined => failure,
    listens: (isListening: boolean) => (reach.notifications = isListening),
    /** Does not fail. @param probe fails where a write would. */
    probed: async (probe: Promise<unknown>) => {
      reach.writes = await probe.then(
        () => true,
        () => false,
      );
      // The probe sees the cause itself, and sees when it is over.
      doubts = reach.writes ? Math.max(0, doubts - 1) : 0;
    },
  };
}
