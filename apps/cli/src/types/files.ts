import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { Complaint, STATUS } from '../world.ts';

/** @param file for messages. @throws Complaint that says why the file cannot be read. */
export async function readText(path: string, file: string): Promise<string> {
  try {
    // Some editors, and PowerShell, begin files with a mark.
    return (await readFile(path, 'utf8')).replace(/^\ufeff/, '');
  } catch (error) {
    throw new Complaint(`${file} cannot be read: ${reasonOf(error)}.`, STATUS.usage);
  }
}

/** The file's text; `undefined` if there is no such file. */
export async function readTextIfPresent(path: string, file: string): Promise<string | undefined> {
  const isPresent = await stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  );
  return isPresent ? readText(path, file) : undefined;
}

/** Replaces the whole file or nothing of it, even if the process is killed. @throws Complaint if it cannot be written. */
export async function replaceFile(path: string, file: string, text: string): Promise<void> {
  // A link stays a link.
  const target = await realpath(path).catch(() => path);
  const draft = `${target}.${process.pid}.tmp`;
  try {
    const mode = await stat(target).then(
      (stats) => stats.mode,
      () => undefined,
    );
    const handle = await open(draft, 'w');
    try {
      await handle.writeFile(text);
      if (mode !== undefined) await handle.chmod(mode & 0o777);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw new Complaint(`${file} cannot be written: ${reasonOf(error)}.`, STATUS.usage);
  }
}

const REASONS = new Map([
  ['ENOENT', 'there is no such file or folder'],
  ['EACCES', 'you have no permission'],
  ['EPERM', 'you have no permission'],
  ['EISDIR', 'it is a folder'],
  ['ENOTDIR', 'a part of its path is a file'],
  ['EROFS', 'its disk is read-only'],
  ['ENOSPC', 'the disk is full'],
]);

function reasonOf(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return REASONS.get(code) ?? message;
}
