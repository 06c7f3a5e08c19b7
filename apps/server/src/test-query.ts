import pg from 'pg';
import type { TestServer } from './test-server.ts';

/** Queries a server's database directly. */
export async function queryDatabase(
  { databaseUrl }: Pick<TestServer, 'databaseUrl'>,
  sql: string,
  values: unknown[] = [],
): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql, values)).rows;
  } finally {
    await client.end();
  }
}
