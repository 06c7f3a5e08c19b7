import { addressOf, createDatabase, startFaultProxy, throughProxy } from '@burgee/testing';
import { expect, inject, it } from 'vitest';
import { connectDatabase, type Database } from './database.ts';

it.each<[string, (database: Database) => Promise<unknown>]>([
  ['a read', (database) => database.read((em) => em.execute('select 1'))],
  ['a load', (database) => database.load((em) => em.execute('select 1'))],
  ['a write', (database) => database.write((em) => em.execute('select 1'))],
  ['a library query', (database) => database.query('select 1', [])],
  ['a probe', (database) => database.probe()],
])('10.13 the database can be closed while a connection for %s is being opened', async (_, use) => {
  const url = await createDatabase(inject('postgresUrl'));
  await using proxy = await startFaultProxy(addressOf(url));
  const database = await connectDatabase({ url: throughProxy(url, proxy) });
  proxy.setFault({ kind: 'delay', ms: 50 });
  const using = use(database).catch(() => undefined);
  await expect.poll(() => proxy.connections.size).toBeGreaterThan(0);
  await database.close();
  await using;
});
