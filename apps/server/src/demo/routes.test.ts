import { eventually } from '@burgee/testing';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../test-server.ts';

let burgee: TestServer;
let holder: pg.Client;
beforeAll(async () => {
  burgee = await startTestServer({ settings: { DATABASE_REQUEST_TIMEOUT_MS: '60000' } });
  holder = new pg.Client({ connectionString: burgee.databaseUrl });
  await holder.connect();
});
afterAll(async () => {
  await holder.end();
  await burgee[Symbol.asyncDispose]();
});

it('R1 a request continues without overrides while their look-up in the database hangs', async () => {
  const flag = '/api/admin/flags/wishlist-gallery';
  const open = { enabled: true, rolloutPercentage: 100 };
  expect((await burgee.request(flag, { as: 'editor', body: open })).status).toBe(200);
  const exclude = { userId: 'ann', overrideType: 'exclude' };
  expect((await burgee.request(`${flag}/users`, { as: 'editor', body: exclude })).status).toBe(201);

  await holder.query('begin; lock table feature_flag_user_overrides in access exclusive mode');
  expect((await burgee.request('/api/wishlist?userId=ann')).status).toBe(200);
  // Other tests wait for locks in other databases of the same server.
  const { rows } = await holder.query(
    `select relation::regclass::text as waits_for from pg_locks
     where not granted and database = (select oid from pg_database where datname = current_database())`,
  );
  expect(rows).toEqual([{ waits_for: 'feature_flag_user_overrides' }]);

  await holder.query('rollback');
  await eventually(async () => expect((await burgee.request('/api/wishlist?userId=ann')).status).toBe(404));
});
