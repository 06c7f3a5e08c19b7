import { connectDatabase, type Database } from '@burgee/data-access';
import { copyEmbeddedDatabase, createDatabase, SCRATCH_FOLDER } from '@burgee/testing';
import { getMigrations } from 'better-auth/db/migration';
import { createSecretKey } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, inject, it } from 'vitest';
import { authOptions } from './better-auth.ts';
import { SCRYPT } from './passwords.ts';

/** The changes that better-auth would still make to our tables. */
async function missingIn(database: Database) {
  const options = authOptions({
    database,
    key: createSecretKey(Buffer.alloc(32, 'k')),
    place: { origin: 'http://localhost:4000', base: '' },
    now: () => new Date(),
    newId: () => 'an-id',
    passwords: SCRYPT,
    log: pino({ level: 'silent' }),
    changePassword: async () => undefined,
  });
  const { toBeCreated, toBeAdded, toBeAddedIndexes, unsafeChanges, schemaProblems } = await getMigrations(options);
  return { toBeCreated, toBeAdded, toBeAddedIndexes, unsafeChanges, schemaProblems };
}

const NOTHING = { toBeCreated: [], toBeAdded: [], toBeAddedIndexes: [], unsafeChanges: [], schemaProblems: [] };

it('our migrations create everything that better-auth needs on PostgreSQL', async () => {
  const database = await connectDatabase({ url: await createDatabase(inject('postgresUrl')) });
  try {
    expect(await missingIn(database)).toEqual(NOTHING);
  } finally {
    await database.close();
  }
});

it('our migrations create everything that better-auth needs on the embedded database', async () => {
  const dataDir = await mkdtemp(join(SCRATCH_FOLDER, 'burgee-tables-'));
  const timeouts = { connectMs: 30_000, requestMs: 30_000, loadMs: 30_000 };
  await copyEmbeddedDatabase(dataDir, inject('runFolder'), connectDatabase);
  const database = await connectDatabase({ dataDir }, timeouts);
  try {
    expect(await missingIn(database)).toEqual(NOTHING);
  } finally {
    await database.close();
    await rm(dataDir, { recursive: true });
  }
});
