import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Another process uses the folder. The message says which, and what to do. */
export class FolderInUse extends Error {}

/** SQLite's code for a file that someone else has locked. Source: https://www.sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

/** A lock ends with its object, so garbage collection must not reach one that is held. */
const held = new Set<DatabaseSync>();

/**
 * Locks a folder for this process, because two processes on one embedded database destroy it. Returns the function that
 * releases the lock.
 *
 * The lock belongs to the operating system. Node cannot lock files itself; SQLite, which is part of it, can. The lock ends
 * at the moment its process dies, and lasts while the process is merely stopped. It also needs no process ids, which mean
 * nothing to another container: every container has a process 1.
 *
 * @throws FolderInUse
 */
export async function lockFolder(folder: string): Promise<() => void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const holderPath = join(folder, 'server.pid');
  const file = new DatabaseSync(join(folder, 'in-use.lock'));
  try {
    file.exec('pragma journal_mode = off; begin exclusive');
  } catch (error) {
    file.close();
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw error;
    const holder = await readFile(holderPath, 'utf8').catch(() => 'another process');
    const problem = `The data in ${folder} is in use by ${holder}.`;
    throw new FolderInUse(`${problem} Stop that process, or set DATA_DIR to another folder.`, { cause: error });
  }
  held.add(file);
  // Only for the message above.
  await writeFile(holderPath, `process ${process.pid} on ${hostname()}`);
  return () => {
    if (held.delete(file)) file.close();
  };
}
