import { access, cp, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from './eventually.ts';

/** `connectDatabase` of data-access, which this library does not depend on. */
type Connect = (place: {
  readonly dataDir: string;
}) => Promise<{ migrate(): Promise<unknown>; close(): Promise<void> }>;

/**
 * Fills the folder `dataDir` with an embedded database that has all tables. It is a copy of a template, which takes a
 * tenth of the time of creating one.
 *
 * @param runFolder shared by all processes of a run; the first call creates the template there.
 */
export async function copyEmbeddedDatabase(dataDir: string, runFolder: string, connect: Connect): Promise<void> {
  const template = join(runFolder, 'embedded-database');
  const unfinished = `${template}-unfinished`;
  const isFirst = await mkdir(unfinished).then(
    () => true,
    () => false,
  );
  if (isFirst) await createTemplate(template, unfinished, connect);
  await eventually(() => access(template));
  await cp(template, dataDir, { recursive: true });
}

async function createTemplate(template: string, unfinished: string, connect: Connect): Promise<void> {
  const dataDir = join(unfinished, 'data');
  const database = await connect({ dataDir });
  await database.migrate();
  await database.close();
  // The folder of the unfinished template stays: for later calls, it means that they are not the first.
  await rename(dataDir, template);
}
