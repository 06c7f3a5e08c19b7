import { createDatabase } from '@burgee/testing';
import { expect, inject, it } from 'vitest';
import { connectDatabase } from './database.ts';

it('keeps to all of its URL: a connection that is to be encrypted is not made in the clear', async () => {
  const url = await createDatabase(inject('postgresUrl'));
  // The test server has no certificate.
  const database = await connectDatabase({ url: `${url}?sslmode=require` });
  const reading = database.read((em) => em.execute('select 1'));
  const writing = database.write((em) => em.execute('select 1'));
  await expect(reading).rejects.toThrow('The server does not support SSL connections');
  await expect(writing).rejects.toThrow('The server does not support SSL connections');
  await expect(database.migrate()).rejects.toThrow('The server does not support SSL connections');
  await database.close();
});
