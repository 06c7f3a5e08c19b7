import { formatEnvironmentFile, formatFlagFile, formatSegmentFile } from '@burgee/contracts/wire';
import { createHash } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readTextIfPresent, replaceFile } from '../types/files.ts';
import { Complaint, type Run, STATUS } from '../world.ts';
import { type FileParts, HEAD_FILE, LISTS, type Part } from './file-parts.ts';

const FORMATS = { segments: formatSegmentFile, flags: formatFlagFile };

/**
 * Writes an environment as a folder. Files of segments and flags that no longer exist are deleted.
 *
 * @throws Complaint for a folder with other files, or one that cannot be written.
 */
export async function writeFolder(folder: string, file: FileParts, run: Run): Promise<void> {
  await refuseOthers(folder);
  const { segments = [], flags = [], ...head } = file;
  const lists = { segments, flags };
  for (const list of LISTS) {
    await mkdir(join(folder, list), { recursive: true });
    const files = fileNames(lists[list]);
    for (const name of await readdir(join(folder, list))) {
      if (name.endsWith('.json') && !files.has(name)) await rm(join(folder, list, name));
    }
    for (const [name, part] of files)
      await replaceFile(join(folder, list, name), `${list}/${name}`, FORMATS[list](part));
  }
  await replaceFile(join(folder, HEAD_FILE), HEAD_FILE, formatEnvironmentFile(head));
  run.complain(`Wrote ${count(flags, 'flag')} and ${count(segments, 'segment')}.`);
}

/** Deleting files is safe only where an earlier export wrote them. */
async function refuseOthers(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new Complaint(`${folder} is not a folder.`, STATUS.usage);
  });
  if (names.length === 0 || (await readTextIfPresent(join(folder, HEAD_FILE), HEAD_FILE)) !== undefined) return;
  throw new Complaint(`${folder} has other files, and no ${HEAD_FILE}. Name a new or empty folder.`, STATUS.usage);
}

/** File systems limit names to 255 bytes, and some do not tell upper from lower case. */
const MAX_NAME_BYTES = 200;

/** The file of each part. Its name is for people: the key is in the file. */
function fileNames(parts: readonly Part[]): Map<string, Part> {
  const taken = new Set<string>();
  return new Map(
    parts.map((part) => {
      const plain = part.key.replaceAll(':', '%3A');
      const isPlain = Buffer.byteLength(plain) <= MAX_NAME_BYTES && !taken.has(plain.toLowerCase());
      const name = isPlain ? plain : `${[...plain].slice(0, 40).join('')}-${digestOf(part.key)}`;
      taken.add(name.toLowerCase());
      return [`${name}.json`, part];
    }),
  );
}

function digestOf(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 12);
}

function count({ length }: readonly Part[], noun: string): string {
  return `${length} ${noun}${length === 1 ? '' : 's'}`;
}
