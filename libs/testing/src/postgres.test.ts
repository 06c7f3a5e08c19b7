import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { startPostgres } from './postgres.ts';

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Node's `once` would reject, because an error arrives before the end. */
function ended(client: pg.Client): Promise<void> {
  return new Promise((resolve) => client.once('end', () => resolve()));
}

async function answer(url: string): Promise<unknown> {
  const client = await connect(url);
  try {
    return (await client.query('select 42 as answer')).rows[0]?.answer;
  } finally {
    await client.end();
  }
}

describe('a PostgreSQL of our own', () => {
  it('restarts immediately after a kill with open connections', async () => {
    await using postgres = await startPostgres();
    for (let round = 0; round < 3; round++) {
      const open = await Promise.all(Array.from({ length: 8 }, () => connect(postgres.url)));
      const closed = Promise.all(open.map(ended));
      await postgres.signal('SIGKILL');
      await closed;
      await postgres.start();
      expect(await answer(postgres.url)).toBe(42);
    }
  });

  it('stops even while it hangs with open connections', async () => {
    await using postgres = await startPostgres();
    const open = await connect(postgres.url);
    const closed = ended(open);
    await postgres.signal('SIGSTOP');
    await postgres.stop();
    await closed;
    await expect(answer(postgres.url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('ignores a signal or a stop after its end', async () => {
    await using postgres = await startPostgres();
    await postgres.stop();
    await postgres.signal('SIGKILL');
    await postgres.stop();
    await postgres.start();
    expect(await answer(postgres.url)).toBe(42);
  });
});
