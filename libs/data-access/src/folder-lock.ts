import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lock } from 'proper-lockfile';

/** Another process uses the folder. The message says which, and what to do. */
export class FolderInUse extends Error {}

/**
 * Keeps a folder for this process, because two on one embedded database destroy it. Gives the function that lets it go.
 *
 * @throws FolderInUse
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const holder = join(folder, 'server.pid');
  const lockfilePath = join(folder, 'server.lock');
  const owner = Number(await readFile(holder, 'utf8').catch(() => NaN));
  // A process that was killed could not unlock, and nobody should have to wait until its lock is stale.
  if (!isRunning(owner)) await rm(lockfilePath, { recursive: true, force: true });
  try {
    const release = await lock(folder, { lockfilePath });
    await writeFile(holder, String(process.pid));
    return release;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw error;
    const what = `The data in ${folder} is in use by process ${owner}.`;
    throw new FolderInUse(`${what} Stop that process, or set DATA_DIR to another folder.`, { cause: error });
  }
}

function isRunning(pid: number): boolean {
  if (Number.isNaN(pid)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
