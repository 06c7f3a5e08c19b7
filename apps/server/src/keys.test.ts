import type { NewApiKey } from '@burgee/contracts';
import { eventually, startPostgres } from '@burgee/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newFlag, newFlagAt, startTestServer, type TestServer } from './test-server.ts';
import { VERSION_STREAMS } from './test-streams.ts';

let burgee: TestServer;
let key: string;
beforeAll(async () => {
  burgee = await startTestServer();
  key = await newFlagAt(burgee, 100);
});
afterAll(() => burgee[Symbol.asyncDispose]());

async function call(server: TestServer, path: string, body: object): Promise<unknown> {
  const answer = await server.request(`/trpc/${path}`, { as: 'admin', body });
  if (answer.status !== 200) throw new Error(`${path} was refused: ${JSON.stringify(answer.body)}`);
  return (answer.body as { result: { data: unknown } }).result.data;
}

function newKey(input: object, server = burgee): Promise<NewApiKey> {
  return call(server, 'keys.create', { environment: 'development', name: 'Shop', ...input }) as Promise<NewApiKey>;
}

const bearer = (secret: string) => ({ Authorization: `Bearer ${secret}` });
const explained = { context: { userId: 'ada' }, explain: true };

describe('a key', () => {
  it('is read from "Authorization: Bearer" and from X-API-Key, never from the query', async () => {
    await using closed = await startTestServer({ settings: { PUBLIC_EVALUATION: 'false' } });
    const { secret } = await newKey({ kind: 'server' }, closed);
    const ask = (headers: Record<string, string>, query = '') =>
      closed.request(`/api/config/flags${query}`, { headers }).then(({ status }) => status);
    expect(await ask(bearer(secret))).toBe(200);
    expect(await ask({ 'X-API-Key': secret })).toBe(200);
    expect(await ask({}, `?key=${secret}`)).toBe(400);
    expect(await ask({}, `?access_token=${secret}`)).toBe(400);
    expect(await ask({})).toBe(401);
    expect(await ask({ 'X-API-Key': `${secret}x` })).toBe(401);
    expect(await ask({ 'X-API-Key': `${secret}, ${secret}` })).toBe(401);
  });

  it('evaluates in its own environment by default, and in no other', async () => {
    const { secret } = await newKey({ kind: 'server', environment: 'staging' });
    const headers = bearer(secret);
    const own = await burgee.request('/api/config/flags', { headers });
    expect(own.body).not.toHaveProperty(key);
    const other = await burgee.request('/api/config/flags?environment=development', { headers });
    expect(other).toMatchObject({ status: 403, body: { code: 'TOKEN_SCOPE' } });
    const changing = await burgee.request(`/api/admin/flags/${key}?environment=staging`, { headers, method: 'DELETE' });
    expect(changing).toMatchObject({ status: 403, body: { code: 'TOKEN_SCOPE' } });
  });

  it('may explain evaluations if it is a server key, but not if it is a web key', async () => {
    const server = await newKey({ kind: 'server' });
    const web = await newKey({ kind: 'web' });
    const ask = (secret: string) =>
      burgee.request('/api/config/evaluate', { headers: bearer(secret), body: explained });
    expect(await ask(server.secret)).toMatchObject({
      status: 200,
      body: { flags: { [key]: { trace: expect.anything() } } },
    });
    expect(await ask(web.secret)).toMatchObject({ status: 403, body: { code: 'TOKEN_SCOPE' } });
  });

  it('of a page is accepted from its listed origins only', async () => {
    const { secret } = await newKey({ kind: 'web', origins: ['https://shop.example'] });
    const from = (headers: Record<string, string>) =>
      burgee.request('/api/config/flags', { headers: { ...bearer(secret), ...headers } });
    expect((await from({ Origin: 'https://shop.example' })).status).toBe(200);
    expect((await from({ 'Sec-Fetch-Site': 'same-origin' })).status).toBe(200);
    const refused = [{ Origin: 'https://evil.example' }, { Origin: 'null' }, {}, { 'Sec-Fetch-Site': 'cross-site' }];
    for (const headers of refused as Record<string, string>[]) {
      expect(await from(headers)).toMatchObject({ status: 403, body: { code: 'TOKEN_SCOPE' } });
    }
  });

  it('A5 of a page receives values, but nothing about targeted users', async () => {
    const { secret } = await newKey({ kind: 'web' });
    const flag = await newFlag(burgee, { description: 'the-secret-plan' });
    await burgee.request(`/api/admin/flags/${flag}/users`, {
      as: 'editor',
      body: { userId: 'the-secret-user', overrideType: 'include', reason: 'the-secret-reason' },
    });
    const headers = bearer(secret);
    const answers = [
      await burgee.request('/api/config/flags?userId=x', { headers }),
      await burgee.request(`/api/config/flags/${flag}`, { headers }),
      await burgee.request('/api/config/evaluate', { headers, body: { context: { userId: 'x' } } }),
      await burgee.request('/trpc/evaluation.evaluateAll', { headers, body: { context: {} } }),
      await burgee.request('/trpc/flags.get', { headers, body: { environment: 'development', key: flag } }),
    ];
    expect(JSON.stringify(answers)).not.toContain('the-secret');
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 403]);
  });
});

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
      await call(burgee, path, { environment: 'development', id: made.id, ...rotation });
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
    const { items } = (await call(next, 'keys.list', { environment: 'development' })) as {
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
  expect(await call(next, 'audit.verify', { checkpoint: { number, mac } })).toMatchObject({ status: 'whole' });
  const other = await call(next, 'audit.verify', { checkpoint: { number, mac: 'another' } });
  expect(other).toMatchObject({ status: 'broken', problem: { number, what: 'checkpoint' } });
});
