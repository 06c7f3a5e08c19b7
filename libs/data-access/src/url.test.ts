import { createDatabase } from '@burgee/testing';
import { expect, inject, it } from 'vitest';
import { connectDatabase } from './database.ts';

it('keeps to all of its URL: a connection that is to be encrypted is not made in the clear', async () => {
  const url = await createDatabase(inject('postgresUrl'));
  // The test server has no certificate.
  const database = await connectDatabase({ url: `${url}?sslmode=require` });
  const UNAVAILABLE = { failure: { code: 'DATABASE_UNAVAILABLE' } };
  const question = 'select 1';
  await expect(database.read((em) => em.execute(question))).rejects.toMatchObject(UNAVAILABLE);
  await expect(database.write((em) => em.execute(question))).rejects.toMatchObject(UNAVAILABLE);
  await expect(database.migrate()).rejects.toThrow('does not support SSL');
  await database.close();
});
