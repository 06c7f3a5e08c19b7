import { createDatabase } from '@burgee/testing';
import { expect, inject, it } from 'vitest';
import { connectDatabase } from './database.ts';

it('respects the parameters of its URL: it never falls back to an unencrypted connection', async () => {
  const url = await createDatabase(inject('postgresUrl'));
  // The test server has no certificate.
  const database = await connectDatabase({ url: `${url}?sslmode=require` });
  const UNAVAILABLE = { failure: { code: 'DATABASE_UNAVAILABLE' } };
  const sql = 'select 1';
  await expect(database.read((em) => em.execute(sql))).rejects.toMatchObject(UNAVAILABLE);
  await expect(database.write((em) => em.execute(sql))).rejects.toMatchObject(UNAVAILABLE);
  await expect(database.migrate()).rejects.toThrow('does not support SSL');
  await database.close();
});
