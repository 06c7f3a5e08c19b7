import { eventually, findRedisServer, startRedis } from '@burgee/testing';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './test-server.ts';

/** Copies all tables to another schema. */
const DUMP = `do $$ declare name text; begin
  create schema dump;
  for name in select table_name from information_schema.tables where table_schema = 'public' loop
    execute format('create table dump.%I as table public.%I', name, name);
  end loop;
end $$`;

/** Replaces the current rows by the dumped ones, bypassing triggers as a restore does. */
const RESTORE_ROWS = `do $$ declare name text; begin
  set local session_replication_role = replica;
  for name in select table_name from information_schema.tables where table_schema = 'dump' loop
    execute format('delete from public.%I', name);
    execute format('insert into public.%I select * from dump.%I', name, name);
  end loop;
end $$`;

/** The same with a recreated table, as pg_restore recreates all of them. */
const RESTORE_TABLES = `${RESTORE_ROWS};
  create table renewed (like environments including all);
  insert into renewed select * from environments;
  drop table environments cascade;
  alter table renewed rename to environments`;

async function run(databaseUrl: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

async function setGallery({ request }: TestServer, rolloutPercentage: number): Promise<void> {
  const body = { enabled: true, rolloutPercentage };
  expect(await request('/api/admin/flags/wishlist-gallery', { as: 'editor', body })).toMatchObject({ status: 200 });
}

async function isGalleryOn({ request }: TestServer): Promise<boolean> {
  const { body } = await request('/api/config/flags');
  return (body as Record<string, boolean>)['wishlist-gallery'] === true;
}

async function versionOf({ request }: TestServer): Promise<number> {
  const { body } = await request('/readyz');
  return (body as { versions: Record<string, number> }).versions['development'] ?? -1;
}

async function expectServed(servers: readonly TestServer[], isOn: boolean): Promise<void> {
  const served = () => Promise.all(servers.map(isGalleryOn));
  await eventually(async () => expect(await served()).toEqual(servers.map(() => isOn)));
}

describe('10.11 an older dump is restored without further commands', () => {
  it.each([
    { how: 'with recreated tables', sql: RESTORE_TABLES, restarts: false, hasRedis: false },
    { how: 'with rows only', sql: RESTORE_ROWS, restarts: false, hasRedis: false },
    { how: 'and one server was restarted', sql: RESTORE_TABLES, restarts: true, hasRedis: false },
    { how: 'with Redis', sql: RESTORE_TABLES, restarts: true, hasRedis: true },
  ])('$how: its state and every later change is served', async ({ sql, restarts, hasRedis }) => {
    if (hasRedis && !findRedisServer()) return;
    await using redis = hasRedis ? await startRedis() : undefined;
    const settings = redis && { REDIS_URL: redis.url };
    await using one = await startTestServer({ settings });
    await using first = await startTestServer({ databaseUrl: one.databaseUrl, settings });
    await run(one.databaseUrl, DUMP);
    for (const percentage of [10, 20, 30, 100]) await setGallery(one, percentage);
    await expectServed([one, first], true);
    const before = await versionOf(one);
    await run(one.databaseUrl, sql);
    if (restarts) await first[Symbol.asyncDispose]();
    await using again = restarts ? await startTestServer({ databaseUrl: one.databaseUrl, settings }) : undefined;
    const servers = [one, again ?? first];
    await expectServed(servers, false);
    for (const server of servers) {
      await setGallery(server, 100);
      await expectServed(servers, true);
      await setGallery(server, 0);
      await expectServed(servers, false);
    }
    for (const server of servers) expect(await versionOf(server)).toBeGreaterThan(before);
    const { body } = await one.request('/api/admin/audit?action=restored', { as: 'viewer' });
    expect(body).toMatchObject({ items: expect.arrayContaining([expect.objectContaining({ actor: 'system' })]) });
  });

  it('while no server runs: versions continue above those that clients hold', async () => {
    const one = await startTestServer();
    const { databaseUrl } = one;
    await run(databaseUrl, DUMP);
    for (const percentage of [10, 20, 100]) await setGallery(one, percentage);
    const before = await versionOf(one);
    await one[Symbol.asyncDispose]();
    await run(databaseUrl, RESTORE_TABLES);
    await using again = await startTestServer({ databaseUrl });
    expect(await versionOf(again)).toBeGreaterThan(before);
    expect(await isGalleryOn(again)).toBe(false);
  });
});
