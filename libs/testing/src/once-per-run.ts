import { access, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from './eventually.ts';

/**
 * Creates a file or folder that all processes of a run share. The first call creates it, the others wait until it is there.
 *
 * @param create creates it at another path, from which it is moved: nobody finds half of it.
 */
export async function createOncePerRun(path: string, create: (unfinished: string) => Promise<void>): Promise<void> {
  // This folder stays: for later calls, it means that they are not the first.
  const folder = `${path}-unfinished`;
  const isFirst = await mkdir(folder).then(
    () => true,
    () => false,
  );
  if (isFirst) {
    const unfinished = join(folder, 'content');
    await create(unfinished);
    await rename(unfinished, path);
  }
  await eventually(() => access(path));
}
