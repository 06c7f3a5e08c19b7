import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { createOncePerRun } from './once-per-run.ts';

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
  await createOncePerRun(template, async (unfinished) => {
    const database = await connect({ dataDir: unfinished });
    await database.migrate();
    await database.close();
  });
  await cp(template, dataDir, { recursive: true });
}
