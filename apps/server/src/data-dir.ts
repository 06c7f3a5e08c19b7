import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lock } from 'proper-lockfile';

/** The folder of a server: the embedded database of one that runs without a PostgreSQL, and its secret. */

/** Two processes on one embedded database destroy it. @throws Error that says who has it. */
export async function lockDataDir(directory: string, pid: number): Promise<() => Promise<void>> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const holder = join(directory, 'server.pid');
  const lockfilePath = join(directory, 'server.lock');
  const owner = Number(await readFile(holder, 'utf8').catch(() => NaN));
  // A server that was killed could not unlock, and nobody should have to wait until its lock is stale.
  if (!isRunning(owner)) await rm(lockfilePath, { recursive: true, force: true });
  try {
    const release = await lock(directory, { lockfilePath });
    await writeFile(holder, String(pid));
    return release;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw error;
    throw new DataDirInUse(
      `The data in ${directory} is in use by process ${owner}. Stop that server, or set DATA_DIR to another folder.`,
    );
  }
}

export class DataDirInUse extends Error {}

function isRunning(pid: number): boolean {
  if (Number.isNaN(pid)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A secret that is made on the first start and stays, so that tokens outlive a restart. */
export async function readOrCreateSecret(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, 'jwt-secret');
  const secret = randomBytes(32).toString('base64url');
  try {
    // Exclusive: of two servers that start at once one makes it, and both read the same.
    await writeFile(path, secret, { flag: 'wx', mode: 0o600 });
    return secret;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return (await readFile(path, 'utf8')).trim();
  }
}
