import { connectDatabase } from '@burgee/data-access';
import { eventually, startPostgres } from '@burgee/testing';
import { expect, it } from 'vitest';
import { cutListeners, startTestServer, type TestServer } from './test-server.ts';

async function isGalleryOn({ request }: TestServer): Promise<boolean> {
  const { body } = await request('/api/config/flags');
  return (body as Record<string, boolean>)['wishlist-gallery'] === true;
}
const switchOn = { as: 'editor', body: { enabled: true, rolloutPercentage: 100 } } as const;

it('a change on one server is served by the other', async () => {
  await using one = await startTestServer();
  await using other = await startTestServer({ databaseUrl: one.databaseUrl });
  await one.request('/api/admin/flags/wishlist-gallery', switchOn);
  await eventually(async () => expect(await isGalleryOn(other)).toBe(true));
});

it('a change is served by the other server even while the listening connections are cut repeatedly', async () => {
  await using one = await startTestServer();
  await using other = await startTestServer({ databaseUrl: one.databaseUrl });
  await using _cutting = await cutListeners(one.databaseUrl);
  await one.request('/api/admin/flags/wishlist-gallery', switchOn);
  await eventually(async () => expect(await isGalleryOn(other)).toBe(true));
});

it('R5 R6 R18 without the database, evaluations continue and changes get 503 until it returns', async () => {
  await using postgres = await startPostgres();
  const own = await connectDatabase({ url: postgres.url });
  await own.migrate();
  await own.close();
  await using burgee = await startTestServer({ databaseUrl: postgres.url });
  await burgee.request('/api/admin/flags/wishlist-gallery', switchOn);

  await postgres.stop();
  expect(await isGalleryOn(burgee)).toBe(true);
  const refused = await burgee.request('/api/admin/flags/wishlist-gallery', { as: 'editor', body: { enabled: false } });
  expect(refused).toMatchObject({ status: 503, body: { code: 'DATABASE_UNAVAILABLE' } });
  expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
  const listed = await burgee.request('/api/admin/flags', { as: 'viewer' });
  expect(listed).toMatchObject({ status: 503, body: { code: 'DATABASE_UNAVAILABLE' } });
  const overTrpc = await burgee.request('/trpc/environments.list', { as: 'viewer' });
  expect(overTrpc.status).toBe(503);
  expect((await burgee.request('/readyz')).status).toBe(200);
  expect(await isGalleryOn(burgee)).toBe(true);

  await postgres.start();
  await eventually(async () => {
    const accepted = await burgee.request('/api/admin/flags/wishlist-gallery', {
      as: 'editor',
      body: { enabled: false },
    });
    expect(accepted.status).toBe(200);
  });
  expect(await isGalleryOn(burgee)).toBe(false);
});

it('R6 a hung database leads to 503 too, and never hangs callers', async () => {
  await using postgres = await startPostgres();
  await using burgee = await startTestServer({ databaseUrl: postgres.url });
  await postgres.signal('SIGSTOP');
  try {
    const refused = await burgee.request('/api/admin/flags/wishlist-gallery', {
      as: 'editor',
      body: { enabled: true },
    });
    expect(refused).toMatchObject({ status: 503, body: { code: 'DATABASE_UNAVAILABLE' } });
    expect((await burgee.request('/api/config/flags')).status).toBe(200);
  } finally {
    await postgres.signal('SIGCONT');
  }
});

it('R12 a server started without its database stays up, and becomes ready once it can connect', async () => {
  await using postgres = await startPostgres();
  await postgres.stop();
  const starting = startTestServer({ databaseUrl: postgres.url });
  await postgres.start();
  await using burgee = await starting;
  expect((await burgee.request('/readyz')).status).toBe(200);
});
