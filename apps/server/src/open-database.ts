import { createSetupLink, seed, type SetupLink } from '@burgee/api';
import { adoptRestored, connectDatabase, type Database, type Versions } from '@burgee/data-access';
import type { KeyObject } from 'node:crypto';
import type { Settings } from './env.ts';
import type { Dependencies, Runtime } from './runtime.ts';

export async function openDatabase(settings: Settings): Promise<Database> {
  const { DATABASE_URL, DATABASE_SCHEMA, DATA_DIR } = settings;
  return connectDatabase(DATABASE_URL ? { url: DATABASE_URL, schema: DATABASE_SCHEMA } : { dataDir: DATA_DIR }, {
    connectMs: settings.DATABASE_CONNECT_TIMEOUT_MS,
    requestMs: settings.DATABASE_REQUEST_TIMEOUT_MS,
    loadMs: settings.DATABASE_LOAD_TIMEOUT_MS,
  });
}

const POOLED_BY_TRANSACTION =
  'the database is behind a pooler in transaction mode: changes from other servers arrive late, after VERSION_POLL_MS, ' +
  'and timeouts are not reliable; use session mode';

/**
 * Migrates the tables, and seeds an empty database, with the demo's flags if the demo is on. Returns a setup link if
 * nobody can sign in yet.
 */
export async function prepareDatabase(
  database: Database,
  auditKey: KeyObject,
  { settings, runtime, log }: Dependencies,
): Promise<SetupLink | undefined> {
  const { now, newId, newSecret } = runtime;
  const { hasOwnSessions } = await database.migrate();
  if (!hasOwnSessions) log.warn(POOLED_BY_TRANSACTION);
  const ctx = systemContext(database, auditKey, { now, newId });
  const seeded = await seed(ctx, { onlyIfEmpty: true, withDemo: settings.DEMO });
  log.debug(seeded, 'seeded');
  const oidc = settings.OIDC_ISSUER === undefined ? null : { name: settings.OIDC_NAME };
  return createSetupLink(ctx, { newSecret, signIn: { oidc } });
}

/** Adopts a database that was restored from an older dump, given the versions that this server holds. */
export async function adoptDatabase(
  database: Database,
  auditKey: KeyObject,
  { runtime, log }: Pick<Dependencies, 'runtime' | 'log'>,
  held: Versions,
): Promise<void> {
  const versions = await adoptRestored(systemContext(database, auditKey, runtime), held);
  if (versions) log.warn({ versions: Object.fromEntries(versions) }, 'the database was restored from a dump');
}

function systemContext(database: Database, auditKey: KeyObject, { now, newId }: Pick<Runtime, 'now' | 'newId'>) {
  return { database, now, newId, auditKey, actor: 'system', committed: async () => {} };
}
