import { connectDatabase } from '@burgee/data-access';
import { createEmptyDatabase, startPostgres, TEMPLATE } from '@burgee/testing';
import type { TestProject } from 'vitest/node';

/** One PostgreSQL for all test files of a project; each file makes its own databases from the template. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startPostgres({ settings: { max_connections: '300' } });
  const template = await connectDatabase({ url: await createEmptyDatabase(postgres.url, TEMPLATE) });
  await template.migrate();
  // PostgreSQL copies a template only while nobody is connected to it.
  await template.close();
  project.provide('postgresUrl', postgres.url);
  return () => postgres[Symbol.asyncDispose]();
}
