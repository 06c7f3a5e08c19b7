import pg from 'pg';
import { expect, it } from 'vitest';
import { startDatabaseClock } from './database-clock.ts';
import { startPostgres } from './postgres.ts';

it('a test sets the clock of a database for every connection opened afterward', async () => {
  await using postgres = await startPostgres();
  await using clock = await startDatabaseClock(postgres.url);
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  const read = async () =>
    (await client.query<{ now: Date; clock: Date }>('select now(), clock_timestamp() as clock')).rows[0];
  const { rows } = await client.query<{ at: Date }>('select pg_catalog.now() as at');
  expect((await read())?.now.getTime()).toBeGreaterThanOrEqual(rows[0]?.at.getTime() ?? Infinity);
  const at = Date.parse('2031-01-01T00:00:00.123Z');
  await clock.set(at);
  expect(await read()).toEqual({ now: new Date(at), clock: new Date(at) });
  await client.end();
});
