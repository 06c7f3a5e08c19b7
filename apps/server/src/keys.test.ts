import { eventually, startPostgres } from '@burgee/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bearer, callAsAdmin, createKey } from './test-keys.ts';
import { newFlag, startTestServer, type TestServer } from './test-server.ts';
import { VERSION_STREAMS } from './test-streams.ts';

let burgee: TestServer;
beforeAll(async () => {
  burgee = await startTestServer();
});
afterAll(() => burgee[Symbol.asyncDispose]());

const newKey = (input: object, server = burgee) => createKey(server, input);

const explained = { context: { userId: 'ada' }, explain: true };

/** Opens both streams of versions on each server. */
function openStreams(servers: readonly TestServer[], secret: string) {
  return Promise.all(servers.flatMap((server) => VERSION_STREAMS.map((path) => openStream(server, path, secret))));
}

/** Opens a change stream; `ended` resolves when the server ends it. */
async function openStream(server: TestServer, path: string, secret: string) {
  const response = await fetch(server.url + path, { headers: bearer(secret) });
  const reader = (response.body ?? expect.fail('no stream')).getReader();
  const first = new TextDecoder().decode((await reader.read()).value);
  async function readToTheEnd(): Promise<void> {
    while (!(await reader.read()).done);
  }
  return { first, ended: readToTheEnd() };
}

describe('a key that ends', () => {
  let other: TestServer;
  beforeAll(async () => {
    other = await startTestServer({ databaseUrl: burgee.databaseUrl });
  });
  afterAll(() => other[Symbol.asyncDispose]());

  it.each(['keys.revoke', 'keys.rotate'])(
    'by %s ends its open streams on every server, and is refused from then on',
    async (path) => {
      const { key: made, secret } = await newKey({ kind: 'server' });
      const ask = () => other.request('/api/config/flags', { headers: bearer(secret) }).then(({ status }) => status);
      await eventually(async () => expect(await ask()).toBe(200));
      const streams = await openStreams([burgee, other], secret);
      for (const { first } of streams) expect(first).toContain('event: connected');
      const rotation = path === 'keys.rotate' && { overlapHours: 0 };
      await callAsAdmin(burgee, path, { environment: 'development', id: made.id, ...rotation });
      await Promise.all(streams.map(({ ended }) => ended));
      expect(await ask()).toBe(401);
    },
  );

  it('by expiry ends its open streams on every server', async () => {
    const endsAt = Date.now() + 3_000;
    const { secret } = await newKey({ kind: 'server', expiresAt: new Date(endsAt).toISOString() });
    const ask = (server: TestServer) =>
      server.request('/api/config/flags', { headers: bearer(secret) }).then(({ status }) => status);
    await eventually(async () => expect(await ask(other)).toBe(200));
    const streams = await openStreams([burgee, other], secret);
    await Promise.all(streams.map(({ ended }) => ended));
    expect(Date.now()).toBeGreaterThanOrEqual(endsAt);
    expect(await Promise.all([burgee, other].map(ask))).toEqual([401, 401]);
  });

  it('is listed with the time of its last use', async () => {
    await using own = await startTestServer();
    const { key: made, secret } = await newKey({ kind: 'server' }, own);
    await own.request('/api/config/flags', { headers: bearer(secret) });
    await own.server.stop();
    await using next = await startTestServer({ databaseUrl: own.databaseUrl });
    const { items } = (await callAsAdmin(next, 'keys.list', { environment: 'development' })) as {
      items: { id: string; lastUsedAt: string | null }[];
    };
    expect(items.find(({ id }) => id === made.id)?.lastUsedAt).toMatch(/^\d{4}-/);
  });
});

it('R5 keys keep working while the database is unavailable', async () => {
  await using postgres = await startPostgres();
  await using own = await startTestServer({ databaseUrl: postgres.url });
  const { secret } = await newKey({ kind: 'server' }, own);
  await postgres.stop();
  try {
    const answer = await own.request('/api/config/evaluate', { headers: bearer(secret), body: explained });
    expect(answer.status).toBe(200);
    expect((await own.request('/api/config/flags', { headers: bearer('srv_unknown') })).status).toBe(401);
  } finally {
    await postgres.start();
  }
});

it('B.12 a checkpoint of the audit trail is logged at the latest when the server stops', async () => {
  await using own = await startTestServer();
  await newFlag(own);
  const checkpoint = () => own.logged.findLast(({ msg }) => msg === 'audit checkpoint');
  await own.server.stop();
  const { number, mac } = checkpoint() ?? expect.fail('there is no checkpoint');
  await using next = await startTestServer({ databaseUrl: own.databaseUrl });
  await newFlag(next);
  expect(await callAsAdmin(next, 'audit.verify', { checkpoint: { number, mac } })).toMatchObject({ status: 'whole' });
  const other = await callAsAdmin(next, 'audit.verify', { checkpoint: { number, mac: 'another' } });
  expect(other).toMatchObject({ status: 'broken', problem: { number, what: 'checkpoint' } });
});
