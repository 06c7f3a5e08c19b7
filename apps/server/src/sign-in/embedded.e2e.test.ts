import { connectDatabase } from '@burgee/data-access';
import { copyEmbeddedDatabase, SCRATCH_FOLDER } from '@burgee/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { openAdmin, openBrowser, openInvited } from '../test-browser.ts';
import { startTestServer } from '../test-server.ts';

it('A4 people and sign-in work on the embedded database too', async () => {
  const dataDir = await mkdtemp(join(SCRATCH_FOLDER, 'burgee-embedded-'));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(dataDir, { recursive: true }));
  await copyEmbeddedDatabase(dataDir, inject('runFolder'), connectDatabase);
  // The database runs in this process, which a busy machine may delay.
  const timeouts = { DATABASE_REQUEST_TIMEOUT_MS: '30000', DATABASE_LOAD_TIMEOUT_MS: '30000' };
  const burgee = stack.use(await startTestServer({ settings: { DATABASE_URL: '', DATA_DIR: dataDir, ...timeouts } }));
  const admin = await openAdmin(burgee);
  expect((await admin.query('session.me')).data).toMatchObject({ name: 'ada@example.org', role: 'admin' });
  const { browser, id } = await openInvited(burgee, admin, 'grace@example.org', 'editor');
  // Concurrently on one connection: changes in transactions, interleaved with session lookups.
  const created = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      browser.mutate('flags.create', { environment: 'development', key: `flag-${index}` }),
    ),
  );
  expect(created.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
  expect((await admin.query('people.list')).data.items).toHaveLength(2);
  await admin.mutate('people.disable', { id });
  expect((await browser.query('session.me')).data).toBeNull();
  expect((await openBrowser(burgee).signIn('grace@example.org')).status).toBe(403);
  await admin.request('/api/auth/sign-out', { body: {} });
  expect((await admin.query('session.me')).data).toBeNull();
});
