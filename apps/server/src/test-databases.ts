import { createDatabase, createOncePerRun } from '@burgee/testing';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';

/** Creates a database with all tables and no rows. */
export function createUnseededDatabase(): Promise<string> {
  return createDatabase(inject('postgresUrl'));
}

/**
 * Creates a database that a server has seeded, from a template: seeding takes a third of a start.
 *
 * @param seed called once per run, with a database to become the template.
 */
export async function createSeededDatabase(seed: (url: string) => Promise<void>): Promise<string> {
  const name = join(inject('runFolder'), 'seeded-database');
  await createOncePerRun(name, async (unfinished) => {
    const url = await createUnseededDatabase();
    await seed(url);
    await writeFile(unfinished, new URL(url).pathname.slice(1));
  });
  return createDatabase(inject('postgresUrl'), await readFile(name, 'utf8'));
}
