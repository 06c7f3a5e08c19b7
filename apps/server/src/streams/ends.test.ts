import { addressOf, createDatabase, eventually, startFaultProxy, throughProxy } from '@burgee/testing';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openAdmin, openBrowser, openInvited, type TestBrowser } from '../test-browser.ts';
import { startTestServer, type TestServer } from '../test-server.ts';
import { type OpenStream, openStream } from '../test-streams.ts';

let databaseUrl: string;
let first: TestServer;
let second: TestServer;
let admin: TestBrowser;
beforeAll(async () => {
  databaseUrl = await createDatabase(inject('postgresUrl'));
  first = await startTestServer({ databaseUrl });
  // Before another server starts, because its setup link would replace this one's.
  admin = await openAdmin(first);
  second = await startTestServer({ databaseUrl });
});
afterAll(async () => {
  await second[Symbol.asyncDispose]();
  await first[Symbol.asyncDispose]();
});

const cookiesOf = ({ cookies }: TestBrowser) => [...cookies].map((cookie) => cookie.join('=')).join('; ');

async function openLive(server: TestServer, headers: Record<string, string>, path: string): Promise<OpenStream> {
  const stream = await openStream(server.url, { headers, path });
  await eventually(() => expect(stream.text()).toContain('"version"'));
  return stream;
}

const PATHS = ['/trpc/environments.changes', '/api/config/stream'];

/** Opens the streams of a caller on both servers, which share sessions. */
function openOnBoth(headers: Record<string, string>): Promise<OpenStream[]> {
  return Promise.all([first, second].flatMap((server) => PATHS.map((path) => openLive(server, headers, path))));
}

const openInBrowser = (browser: TestBrowser) => openOnBoth({ Cookie: cookiesOf(browser) });

async function expectEnds(streams: readonly OpenStream[]): Promise<void> {
  for (const { complete } of await Promise.all(streams.map(({ ended }) => ended))) expect(complete).toBe(true);
}

let people = 0;
const invite = () => openInvited(first, admin, `person-${++people}@example.org`, 'editor');

describe('10.5 the streams of a caller end on every server', () => {
  it('when the person signs out', async () => {
    const { browser } = await invite();
    const streams = await openInBrowser(browser);
    await browser.request('/api/auth/sign-out', { body: {} });
    await expectEnds(streams);
  });

  it('when the person is disabled', async () => {
    const { browser, id } = await invite();
    const streams = await openInBrowser(browser);
    await admin.mutate('people.disable', { id });
    await expectEnds(streams);
  });

  it("when the person's role changes", async () => {
    const { browser, id } = await invite();
    const streams = await openInBrowser(browser);
    await admin.mutate('people.change', { id, role: 'viewer' });
    await expectEnds(streams);
  });

  it('when the password is changed in another browser', async () => {
    const { browser } = await invite();
    const streams = await openInBrowser(browser);
    const other = openBrowser(first);
    await other.signIn(`person-${people}@example.org`);
    const changed = await other.request('/api/auth/change-password', {
      body: { currentPassword: 'correct horse battery', newPassword: 'another long one' },
    });
    expect(changed.status).toBe(200);
    await expectEnds(streams);
  });

  it('when the session expires', async () => {
    const { browser, id } = await invite();
    const streams = await openInBrowser(browser);
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query('update auth_session set expires_at = now() where user_id = $1', [id]);
    await client.end();
    await expectEnds(streams);
  });

  it('when the token expires', async () => {
    const token = await first.server.tokens.issue('ann', 'viewer', '2s');
    await expectEnds(await openOnBoth({ Authorization: `Bearer ${token}` }));
  });
});

it('10.5 the streams of other people stay open', async () => {
  const { browser } = await invite();
  const streams = await openInBrowser((await invite()).browser);
  const ending = await openInBrowser(browser);
  await browser.request('/api/auth/sign-out', { body: {} });
  await expectEnds(ending);
  const ended = await Promise.race([...streams.map((stream) => stream.ended), first.request('/healthz')]);
  expect(ended).toMatchObject({ status: 200 });
  for (const stream of streams) stream.close();
});

it('R5 losing the database ends no stream of a signed-in person', async () => {
  await using proxy = await startFaultProxy(addressOf(databaseUrl));
  await using behind = await startTestServer({
    databaseUrl: throughProxy(databaseUrl, proxy),
    settings: { PUBLIC_URL: 'http://flags.example.org', VERSION_POLL_MS: '100' },
  });
  const browser = openBrowser(behind);
  await browser.request('/api/auth/sign-in/email', {
    body: { email: 'ada@example.org', password: 'correct horse battery' },
    headers: { Origin: 'http://flags.example.org' },
  });
  const streams = await Promise.all(PATHS.map((path) => openLive(behind, { Cookie: cookiesOf(browser) }, path)));
  proxy.setFault({ kind: 'refuse' });
  // Several rounds of session checks fail.
  await eventually(async () =>
    expect((await behind.request('/readyz')).body).toMatchObject({ database: { isCurrent: false } }),
  );
  proxy.setFault({ kind: 'none' });
  const lengths = () => streams.map(({ text }) => text().length);
  const before = lengths();
  await first.request('/api/admin/flags', { as: 'editor', body: { key: 'after-the-outage' } });
  await eventually(() => expect(lengths().every((length, at) => length > (before[at] ?? 0))).toBe(true));
  for (const { close } of streams) close();
});
