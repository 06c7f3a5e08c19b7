import { startPostgres } from '@burgee/testing';
import { expect, it } from 'vitest';
import { connectDatabase } from './database.ts';

it('R6 the pool regains connections that hung or broke inside a transaction', async () => {
  await using postgres = await startPostgres();
  const database = await connectDatabase({ url: postgres.url });
  const write = () => database.write((em) => em.execute('select 1'));
  await write();
  await postgres.signal('SIGSTOP');
  // More than the pool has connections.
  const hung = await Promise.allSettled(Array.from({ length: 20 }, write));
  expect(hung.every(({ status }) => status === 'rejected')).toBe(true);
  await postgres.signal('SIGCONT');
  for (let i = 0; i < 20; i++) await write();
  // Waits for every connection that is still checked out.
  await database.close();
});
