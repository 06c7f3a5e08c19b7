import pg from 'pg';
import { expect, it } from 'vitest';
import { startTestServer } from './test-server.ts';

it('10.4 a lock on production does not affect development, and changes in production fail with BUSY before it ends', async () => {
  await using burgee = await startTestServer();
  const { request, databaseUrl } = burgee;
  for (const environment of ['production', 'development']) {
    await request('/trpc/environments.create', { as: 'admin', body: { key: environment } });
    await request(`/api/admin/flags?environment=${environment}`, { as: 'editor', body: { key: 'checkout' } });
  }
  const switchOn = (environment: string) =>
    request(`/api/admin/flags/checkout?environment=${environment}`, { as: 'editor', body: { enabled: true } });
  const holder = new pg.Client({ connectionString: databaseUrl });
  await holder.connect();
  await holder.query(`begin; update environments set version = version where key = 'production'`);

  const locked = Array.from({ length: 6 }, async () => {
    const { status, headers, body } = await switchOn('production');
    return { status, retryAfter: headers.get('retry-after'), body };
  });
  expect((await switchOn('development')).status).toBe(200);
  expect((await request('/api/config/flags?environment=production', { as: 'viewer' })).status).toBe(200);
  for (const refused of await Promise.all(locked)) {
    expect(refused).toMatchObject({
      status: 503,
      retryAfter: expect.stringMatching(/^\d+$/),
      body: { code: 'BUSY', details: { environment: 'production' } },
    });
  }
  await holder.query('rollback');
  await holder.end();

  const { body } = await request('/api/admin/flags/checkout?environment=production', { as: 'viewer' });
  expect(body).toMatchObject({ enabled: false, revision: 1 });
  expect((await switchOn('production')).status).toBe(200);
});
