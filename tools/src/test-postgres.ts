import { connectDatabase } from '@burgee/data-access';
import { createEmptyDatabase, type Postgres, startPostgres, TEMPLATE } from '@burgee/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

/** The PostgreSQL that `npm test` has started for all projects. */
export const SHARED_URL = 'BURGEE_TEST_POSTGRES';

/** One PostgreSQL for all test files; each makes its own databases from the template. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const shared = process.env[SHARED_URL];
  const own = shared === undefined ? await startTestPostgres() : undefined;
  project.provide('postgresUrl', shared ?? own?.url ?? '');
  const folder = await mkdtemp(join(tmpdir(), 'burgee-run-'));
  project.provide('runFolder', folder);
  return async () => {
    await rm(folder, { recursive: true, force: true });
    await own?.[Symbol.asyncDispose]();
  };
}

/** A PostgreSQL with a template that has all tables. */
export async function startTestPostgres(): Promise<Postgres & AsyncDisposable> {
  const postgres = await startPostgres({ settings: { max_connections: '300', autovacuum: 'off' } });
  const template = await connectDatabase({ url: await createEmptyDatabase(postgres.url, TEMPLATE) });
  await template.migrate();
  // PostgreSQL copies a template only while nobody is connected to it.
  await template.close();
  return postgres;
}
