import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Another process uses the folder. The message names it and the remedy. */
export class FolderInUse extends Error {}

/** SQLite's code for a file that another process has locked. Source: https://www.sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

/** Keeps the objects of held locks from being garbage-collected, which would release the locks. */
const held = new Set<DatabaseSync>();

/**
 * Locks a folder for this process, because two processes that use one embedded database corrupt it. Returns the function that
 * releases the lock.
 *
 * It is a lock of the operating system. Node cannot lock files itself, but its built-in SQLite can. The lock ends as soon as
 * its process dies, and lasts while the process is merely suspended. It needs no process ids, which are meaningless in
 * another container: every container has a process 1.
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
  // Read only for the error message above.
  await writeFile(holderPath, `process ${process.pid} on ${hostname()}`);
  return () => {
    if (held.delete(file)) file.close();
  };
}
