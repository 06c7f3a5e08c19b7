// `npm run seed`: creates the environments and the demo's flags, off for everyone. Existing ones stay unchanged
// (W9.11).
import { deriveKey, seed } from '@burgee/api';
import { connectDatabase, FolderInUse, MigrationFailed } from '@burgee/data-access';
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { readEnvFile } from './env-file.ts';
import { serverSecret } from './server-secret.ts';

readEnvFile();

const USAGE = `Usage: npm run seed -- [--json]

Creates the environments development, staging and production and the demo's flags in the database of DATABASE_URL,
or in the embedded database in DATA_DIR (.data), which no server may use at the same time. Existing ones stay unchanged.`;

const { values } = parseArgs({ options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } });

if (values.help) console.log(USAGE);
else await runSeed();

async function runSeed(): Promise<void> {
  const { DATABASE_URL: url, DATABASE_SCHEMA, DATA_DIR: dataDir = '.data' } = process.env;
  const database = await connectDatabase(url ? { url, schema: DATABASE_SCHEMA || undefined } : { dataDir }).catch(
    exitWithMessage,
  );
  try {
    await database.migrate().catch(exitWithMessage);
    const context = {
      database,
      actor: 'seed',
      now: () => new Date(),
      newId: () => randomUUID(),
      auditKey: deriveKey(process.env.AUDIT_SECRET ?? (await serverSecret()), 'audit'),
      committed: async () => {},
    };
    const { created, existing } = await seed(context, { onlyIfEmpty: false, withDemo: true });
    if (values.json) return console.log(JSON.stringify({ created, existing }));
    for (const what of created) console.log(`created  ${what}`);
    for (const what of existing) console.log(`exists   ${what}`);
    console.log(`${created.length} created, ${existing.length} left unchanged`);
  } finally {
    await database.close();
  }
}

function exitWithMessage(error: unknown): never {
  if (!(error instanceof FolderInUse || error instanceof MigrationFailed)) throw error;
  console.error(error.message);
  process.exit(1);
}
