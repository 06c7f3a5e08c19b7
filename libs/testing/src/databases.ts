import type {} from 'vitest';
import { randomUUID } from 'node:crypto';
import pg from 'pg';

declare module 'vitest' {
  interface ProvidedContext {
    /** The PostgreSQL of this run (`tools/src/vitest/database.ts`), with a template that has all tables. */
    postgresUrl: string;
  }
}

/** Databases on a test server, made from a template in a tenth of a second. */
export const TEMPLATE = 'burgee_template';

/** Gives the URL of a database of its own with all tables, on the server at `serverUrl`. */
export async function createDatabase(serverUrl: string, template = TEMPLATE): Promise<string> {
  // Random, because a process that runs one test file after another would count from 1 again.
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(serverUrl, `create database ${name} template ${template}`);
  return withDatabase(serverUrl, name);
}

/** An empty database under a name, to be migrated into a template. */
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
