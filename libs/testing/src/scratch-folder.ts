import { accessSync, constants, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** Linux keeps the files of this folder in memory. */
const IN_MEMORY = '/dev/shm';
/** Several times what a run of all tests writes. Containers often give the folder only 64 MB. */
const NEEDED_BYTES = 8 * 2 ** 30;

/**
 * The folder for databases of tests: in memory, if there is room. Measured: creating a database from a template there takes 36
 * ms, and 156 ms on a disk (PostgreSQL 18, ext4, without fsync).
 */
export const SCRATCH_FOLDER = hasRoom(IN_MEMORY) ? IN_MEMORY : tmpdir();

function hasRoom(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= NEEDED_BYTES;
  } catch {
    return false;
  }
}
