import { EnvironmentKey, type FlagConfig, FlagKey, newFlagConfig } from '@burgee/contracts';
import { copyEmbeddedDatabase, createDatabase, eventually, NOW, SCRATCH_FOLDER } from '@burgee/testing';
import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import { createSecretKey, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import { type Change, changeRuleset, type WriteContext } from './change-ruleset.ts';
import { connectDatabase, type Database, type DatabaseTimeouts } from './database.ts';
import { AuditRow, FlagRow } from './entities.ts';
import { fromFlag } from './mapping.ts';

/** Long enough for a busy machine: these tests check order, never time. */
export const LONG_TIMEOUTS: DatabaseTimeouts = { connectMs: 10_000, requestMs: 10_000, loadMs: 10_000 };

export const AUDIT_KEY = createSecretKey(Buffer.from('the audit key of tests'));

export type TestDatabase = Database & AsyncDisposable;

/** Opens a new database with all tables, on the PostgreSQL server of this run. */
export async function openPostgres(): Promise<TestDatabase & { readonly url: string }> {
  const url = await createDatabase(inject('postgresUrl'));
  return Object.assign(await openUrl(url), { url });
}

/** Opens another set of pools on a database, as another server would. */
export async function openUrl(url: string, timeouts = LONG_TIMEOUTS): Promise<TestDatabase> {
  const database = await connectDatabase({ url }, timeouts);
  return Object.assign(database, { [Symbol.asyncDispose]: database.close });
}

/** Opens a new embedded database with all tables, in a temporary folder. */
export async function openPglite(): Promise<TestDatabase> {
  const dataDir = await mkdtemp(join(SCRATCH_FOLDER, 'burgee-pglite-'));
  await copyEmbeddedDatabase(dataDir, inject('runFolder'), connectDatabase);
  const database = await connectDatabase({ dataDir }, LONG_TIMEOUTS);
  return Object.assign(database, {
    [Symbol.asyncDispose]: async () => {
      await database.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  });
}

/** Opens a connection that bypasses our code, to inspect or break the data. */
export async function openSql(url: string): Promise<pg.Client & AsyncDisposable> {
  const client = new pg.Client({ connectionString: url });
  // Tests stop the server while the client is connected.
  client.on('error', () => undefined);
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}

export async function addEnvironment(database: Database, name = 'production'): Promise<EnvironmentKey> {
  const key = EnvironmentKey.parse(name);
  await database.write((em) => em.execute('insert into environments (key, name) values (?, ?)', [key, key]));
  return key;
}

export async function readVersion(database: Database, environment: EnvironmentKey): Promise<number> {
  return database.read(async (em) => {
    const [row]: { version: number }[] = await em.execute('select version from environments where key = ?', [
      environment,
    ]);
    return row?.version ?? -1;
  });
}

/** Returns the environment, version and part of each audit entry, in this order. */
export async function readAuditPositions(
  database: Database,
): Promise<Pick<AuditRow, 'environment' | 'version' | 'part'>[]> {
  const rows = await database.read((em) => em.findAll(AuditRow, { orderBy: { environment: 1, version: 1, part: 1 } }));
  return rows.map(({ environment, version, part }) => ({ environment, version, part }));
}

export function aWriteContext(database: Database, fields: Partial<WriteContext> = {}): WriteContext {
  return {
    database,
    actor: 'grace',
    now: () => new Date(NOW),
    newId: randomUUID,
    auditKey: AUDIT_KEY,
    committed: async () => {},
    ...fields,
  };
}

export function aChange(environment: EnvironmentKey, fields: Partial<Change> = {}): Change {
  return { environment, action: 'updated', subject: 'flag', key: 'flag', before: null, after: null, ...fields };
}

/** Changes all of `environments` without changing any data: only their versions and the audit trail. */
export async function touch(ctx: WriteContext, ...environments: EnvironmentKey[]): Promise<void> {
  const [first, ...others] = environments.map((environment) => aChange(environment));
  if (!first) throw new Error('nothing to touch');
  await changeRuleset(ctx, environments, async () => ({ result: undefined, changes: [first, ...others] }));
}

/** Inserts a flag within a transaction. By default it is a boolean that is off. */
export async function insertFlag(
  em: EntityManager,
  environment: EnvironmentKey,
  fields: Omit<Partial<FlagConfig>, 'key'> & { key: string },
): Promise<void> {
  const key = FlagKey.parse(fields.key);
  const { archived, ...config } = { ...newFlagConfig(key), ...fields, key };
  const at = new Date(NOW);
  em.create(FlagRow, {
    ...fromFlag({
      ...config,
      id: randomUUID(),
      environment,
      description: '',
      tags: [],
      archivedAt: archived ? at.toISOString() : null,
      managedBy: null,
    }),
    revision: 1,
    createdAt: at,
    updatedAt: at,
  });
  await em.flush();
}

/** Adds a flag in a change of its own. */
export async function addFlag(
  ctx: WriteContext,
  environment: EnvironmentKey,
  fields: Parameters<typeof insertFlag>[2],
): Promise<void> {
  await changeRuleset(ctx, [environment], async (em) => {
    await insertFlag(em, environment, fields);
    return { result: undefined, changes: [aChange(environment, { action: 'created', key: fields.key })] };
  });
}

/** A gate that blocks `pass` until `open` is called; `reached` resolves when something waits at it. */
export function aGate() {
  const reached = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  return {
    reached: reached.promise,
    open: () => opened.resolve(),
    pass: () => {
      reached.resolve();
      return opened.promise;
    },
  };
}

/** Waits until PostgreSQL reports that `count` connections wait for a lock. */
export async function untilLocked(sql: pg.Client, count: number): Promise<void> {
  await waitForActivity(sql, `wait_event_type = 'Lock'`, (rows) => rows.length === count);
}

/** Waits for a listening connection other than `previous`. Returns its process id. */
export async function untilListening(sql: pg.Client, previous?: number): Promise<number> {
  const isNew = ({ pid }: { pid: number }) => pid !== previous;
  const rows = await waitForActivity(sql, LISTENS, (found) => found.some(isNew));
  return rows.find(isNew)?.pid ?? 0;
}

export async function untilNobodyListens(sql: pg.Client): Promise<void> {
  await waitForActivity(sql, LISTENS, (found) => found.length === 0);
}

const LISTENS = `query like 'listen%' and state = 'idle'`;

async function waitForActivity(sql: pg.Client, where: string, isReached: (rows: { pid: number }[]) => boolean) {
  return eventually(async () => {
    const { rows } = await sql.query<{ pid: number }>(
      `select pid from pg_stat_activity where datname = current_database() and ${where}`,
    );
    if (!isReached(rows)) throw new Error(`not yet: ${where}`);
    return rows;
  }, 10);
}

/** A delta of changes that are not part of the ruleset, such as of overrides for ids. */
export const NO_CHANGE_OF_RULESET = {
  flags: { put: [], delete: [] },
  segments: { put: [], delete: [] },
  overrides: { put: [], delete: [] },
};
