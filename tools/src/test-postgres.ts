import { connectDatabase } from '@burgee/data-access';
import { createEmptyDatabase, type Postgres, SCRATCH_FOLDER, SHARED, startPostgres, TEMPLATE } from '@burgee/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProvidedContext } from 'vitest';
import type { TestProject } from 'vitest/node';

/** Shared by all tests of a run. */
type Shared = Pick<ProvidedContext, 'postgresUrl' | 'runFolder'>;

/** One PostgreSQL for all test files; each makes its own databases from the template. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env[SHARED];
  if (given !== undefined) {
    provide(project, JSON.parse(given) as Shared);
    return async () => undefined;
  }
  const own = await startShared();
  provide(project, own);
  return async () => own[Symbol.asyncDispose]();
}

function provide(project: TestProject, { postgresUrl, runFolder }: Shared): void {
  project.provide('postgresUrl', postgresUrl);
  project.provide('runFolder', runFolder);
}

/** Starts PostgreSQL and creates the folder. Disposing stops and deletes them. */
export async function startShared(): Promise<Shared & AsyncDisposable> {
  const postgres = await startTestPostgres();
  const runFolder = await mkdtemp(join(SCRATCH_FOLDER, 'burgee-run-'));
  return {
    postgresUrl: postgres.url,
    runFolder,
    [Symbol.asyncDispose]: async () => {
      await rm(runFolder, { recursive: true, force: true });
      await postgres[Symbol.asyncDispose]();
    },
  };
}

/** A PostgreSQL with a template that has all tables. */
async function startTestPostgres(): Promise<Postgres> {
  const postgres = await startPostgres({ settings: { max_connections: '300', autovacuum: 'off' } });
  const template = await connectDatabase({ url: await createEmptyDatabase(postgres.url, TEMPLATE) });
  await template.migrate();
  // PostgreSQL copies a template only while nobody is connected to it.
  await template.close();
  return postgres;
}
