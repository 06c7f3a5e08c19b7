import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type {} from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** The PostgreSQL of this run (`tools/src/test-postgres.ts`), with a template that has all tables. */
    postgresUrl: string;
    /** A folder for the files that tests share, even those of several projects. It is deleted after the run. */
    runFolder: string;
  }
}

/** The template of test databases, which takes a tenth of a second to copy. */
export const TEMPLATE = 'burgee_template';

/** Creates a database with all tables on the server at `serverUrl`, and returns its URL. */
export async function createDatabase(serverUrl: string, template = TEMPLATE): Promise<string> {
  // Random, because a process that runs several test files would restart a counter.
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(serverUrl, `create database ${name} template ${template} strategy file_copy`);
  return withDatabase(serverUrl, name);
}

/** Creates an empty database with the given name, to be migrated into a template. */
export async function createEmptyDatabase(serverUrl: string, name: string): Promise<string> {
  await onServer(serverUrl, `create database ${name}`);
  return withDatabase(serverUrl, name);
}

function withDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function onServer(serverUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
