import pg from 'pg';

/** Runs one statement on its own connection. */
export async function runSql<T extends pg.QueryResultRow = pg.QueryResultRow>(
  url: string,
  statement: string,
  values: readonly unknown[] = [],
): Promise<T[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  // A broken connection also rejects the statement.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<T>(statement, [...values])).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}
