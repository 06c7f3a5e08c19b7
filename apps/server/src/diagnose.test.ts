import type { Diagnostics } from '@burgee/contracts';
import {
  certificatePaths,
  createDatabase,
  createEmptyDatabase,
  findPgBouncer,
  findRedisServer,
  runSql,
  startPgBouncer,
  startPostgres,
  startRedis,
} from '@burgee/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { diagnose } from './diagnose.ts';
import { readSettings } from './env.ts';
import { openDatabase } from './open-database.ts';
import { startTestServer, type TestServer } from './test-server.ts';

let burgee: TestServer;
beforeAll(async () => {
  burgee = await startTestServer({ settings: { PUBLIC_URL: 'http://flags.example.com/base', LIMIT_WRITES: '0' } });
});
afterAll(() => burgee[Symbol.asyncDispose]());

async function diagnosticsOf(server: TestServer, headers: Record<string, string> = {}): Promise<Diagnostics> {
  const { status, body } = await server.request('/api/admin/diagnostics', { as: 'admin', headers });
  expect(status).toBe(200);
  return body as Diagnostics;
}

/** Diagnoses with other settings, without a server. */
async function diagnoseWith(variables: Record<string, string>): Promise<Omit<Diagnostics, 'proxy'>> {
  const settings = readSettings({ NODE_ENV: 'test', ...variables });
  const database = await openDatabase(settings);
  try {
    return await diagnose({ settings, database, clock: () => performance.now() });
  } finally {
    await database.close();
  }
}

describe('14.3 the diagnostics of a server', () => {
  it('have the facts of its settings, of PostgreSQL and of its disk', async () => {
    expect(await diagnosticsOf(burgee)).toEqual({
      settings: {
        ...{ mode: 'development', environment: 'development', host: '127.0.0.1', port: 0 },
        ...{ publicUrl: 'http://flags.example.com/base', hasOwnSecret: true, weakSecrets: [], hasDemo: true },
        unlimited: ['LIMIT_WRITES'],
      },
      proxy: 'none',
      database: {
        ...{ version: expect.stringMatching(/^18/), major: 18, database: expect.any(String), role: expect.any(String) },
        ...{ readOnly: null, isEncrypted: false, isNear: true, pooling: 'none or session', missing: null },
        ...{ connections: expect.any(Number), maxConnections: expect.any(Number) },
      },
      redis: null,
      disk: { folder: expect.any(String), isWritable: true, freeBytes: expect.any(Number) },
    });
  });

  it('are for admins, and contain no URL with a password', async () => {
    expect(await burgee.request('/api/admin/diagnostics', { as: 'editor' })).toMatchObject({ status: 403 });
    expect(JSON.stringify(await diagnosticsOf(burgee))).not.toMatch(/postgres:\/\//);
  });

  it('report a proxy that is not trusted', async () => {
    const headers = { 'X-Forwarded-For': '192.0.2.1' };
    expect((await diagnosticsOf(burgee, headers)).proxy).toBe('ignored');
    await using trusting = await startTestServer({
      databaseUrl: burgee.databaseUrl,
      settings: { TRUST_PROXY: 'loopback' },
    });
    expect((await diagnosticsOf(trusting, headers)).proxy).toBe('trusted');
    // The client runs on the machine of the proxy.
    expect((await diagnosticsOf(trusting, { 'X-Forwarded-For': '127.0.0.1' })).proxy).toBe('trusted');
    const overTrpc = await trusting.request('/trpc/diagnostics.get', { as: 'admin', headers });
    expect(overTrpc.body).toMatchObject({ result: { data: { proxy: 'trusted' } } });
  });
});

describe('14.3 the diagnostics of PostgreSQL', () => {
  it('report a database that is read-only by default, although sessions of Burgee write', async () => {
    const url = await createDatabase(inject('postgresUrl'));
    await runSql(url, `alter database "${new URL(url).pathname.slice(1)}" set default_transaction_read_only = on`);
    expect((await diagnoseWith({ DATABASE_URL: url })).database).toMatchObject({ readOnly: 'default' });
  });

  it('report what a role lacks, with the statement that grants it', async () => {
    const url = new URL(await createEmptyDatabase(inject('postgresUrl'), `empty_${randomUUID().replaceAll('-', '')}`));
    const role = `role_${randomUUID().replaceAll('-', '')}`;
    await runSql(url.href, `revoke create on schema public from public`);
    await runSql(url.href, `create role ${role} login`);
    url.username = role;
    const { database } = await diagnoseWith({ DATABASE_URL: url.href });
    expect(database?.missing).toEqual({
      needs: expect.stringContaining(role),
      remedy: `grant create, usage on schema "public" to "${role}"`,
    });
  });

  it.skipIf(!findPgBouncer()).each(['session', 'transaction'] as const)('know PgBouncer in %s mode', async (mode) => {
    await using bouncer = await startPgBouncer(inject('postgresUrl'), { mode, poolSize: 20 });
    const url = bouncer.through(await createDatabase(inject('postgresUrl')));
    const pooling = mode === 'session' ? 'none or session' : 'transaction';
    expect((await diagnoseWith({ DATABASE_URL: url })).database).toMatchObject({ pooling });
  });

  it('do not need another connection if PostgreSQL refuses more', async () => {
    const url = new URL(await createEmptyDatabase(inject('postgresUrl'), `full_${randomUUID().replaceAll('-', '')}`));
    url.username = `role_${randomUUID().replaceAll('-', '')}`;
    await runSql(inject('postgresUrl'), `create role ${url.username} login connection limit 1`);
    const { database } = await diagnoseWith({ DATABASE_URL: url.href });
    expect(database).toMatchObject({ pooling: 'unknown', connections: expect.any(Number) });
  });

  it('show TLS as PostgreSQL sees it', async () => {
    await using postgres = await startPostgres({ isEncrypted: true });
    const isEncrypted = async (query: string) =>
      (await diagnoseWith({ DATABASE_URL: postgres.url + query })).database?.isEncrypted;
    expect([await isEncrypted('?sslmode=require'), await isEncrypted('?sslmode=disable')]).toEqual([true, false]);
  });

  it('are absent if it does not answer', async () => {
    expect((await diagnoseWith({ DATABASE_URL: 'postgres://127.0.0.1:1/none' })).database).toBeNull();
  });
});

describe('14.3 the diagnostics of Redis and of the disk', () => {
  it('report why Redis cannot be used, without its password', async () => {
    const { redis, disk } = await diagnoseWith({
      DATABASE_URL: 'postgres://127.0.0.1:1/none',
      REDIS_URL: 'redis://:hidden-password@127.0.0.1:1',
      DATA_DIR: certificatePaths().root,
    });
    expect(redis).toEqual({ isEncrypted: false, isNear: true, problem: expect.stringContaining('ECONNREFUSED') });
    expect(JSON.stringify(redis)).not.toContain('hidden-password');
    expect(disk.folder).toBe(certificatePaths().root);
  });

  it.skipIf(!findRedisServer())('report nothing about a Redis that works', async () => {
    await using redis = await startRedis();
    const found = await diagnoseWith({ DATABASE_URL: 'postgres://127.0.0.1:1/none', REDIS_URL: redis.url });
    expect(found.redis).toMatchObject({ problem: null });
    await redis.signal('SIGSTOP');
    const hung = await diagnoseWith({ DATABASE_URL: 'postgres://127.0.0.1:1/none', REDIS_URL: redis.url });
    expect(hung.redis?.problem).toMatch(/\S/);
    await redis.signal('SIGCONT');
  });

  it('report a folder that does not exist', async () => {
    const folder = '/nonexistent/burgee';
    const { disk } = await diagnoseWith({ DATABASE_URL: 'postgres://127.0.0.1:1/none', DATA_DIR: folder });
    expect(disk).toEqual({ folder, isWritable: false, freeBytes: null });
  });
});
