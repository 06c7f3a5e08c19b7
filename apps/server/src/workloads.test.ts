import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './test-server.ts';

/** An issuer of tokens for jobs, such as a CI service. */
async function startIssuer() {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const others = await generateKeyPair('RS256');
  const state = { isAway: false, hasNoKeys: false, name: '' };
  const server = createServer((request, response) => {
    if (state.isAway || (state.hasNoKeys && request.url === '/keys')) return void response.writeHead(503).end();
    const answer =
      request.url === '/keys'
        ? exportJWK(publicKey).then((key) => ({ keys: [{ ...key, alg: 'RS256', kid: 'one' }] }))
        : Promise.resolve({ issuer: state.name || url, jwks_uri: `${url}/keys` });
    void answer.then((body) => response.setHeader('Content-Type', 'application/json').end(JSON.stringify(body)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    state,
    sign: (claims: JWTPayload, key = privateKey) =>
      new SignJWT({ iss: url, aud: 'burgee', exp: Math.floor(Date.now() / 1000) + 300, ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: 'one' })
        .sign(key),
    foreignKey: others.privateKey,
    [Symbol.asyncDispose]: async () => void server.close(),
  };
}

const SUBJECT = 'repo:acme/shop:ref:refs/heads/main';
const JOB = { sub: SUBJECT, repository: 'acme/shop', ref: 'refs/heads/main' };
const RULES = [
  { claims: { repository: 'acme/shop', ref: 'refs/heads/main' }, role: 'editor', environments: ['development'] },
  { claims: { repository: ['acme/shop', 'acme/docs'] }, role: 'viewer' },
];

let issuer: Awaited<ReturnType<typeof startIssuer>>;
let burgee: TestServer;
beforeAll(async () => {
  issuer = await startIssuer();
  burgee = await start();
});
afterAll(async () => {
  await burgee[Symbol.asyncDispose]();
  await issuer[Symbol.asyncDispose]();
});
beforeEach(() => Object.assign(issuer.state, { isAway: false, hasNoKeys: false, name: '' }));

function start(settings: Record<string, string> = {}): Promise<TestServer> {
  const workloads = { WORKLOAD_ISSUER: issuer.url, WORKLOAD_AUDIENCE: 'burgee', WORKLOAD_ROLES: JSON.stringify(RULES) };
  return startTestServer({ settings: { LIMIT_SIGN_INS: '0', ...workloads, ...settings } });
}

function exchange(token: string, server = burgee) {
  return server.request('/api/auth/exchange', { body: { token } });
}

type Exchanged = { token: string; expiresAt: string; role: string; environments: string[] | null };

describe('14.6 a job of a CI service', () => {
  it('gets a token for 15 minutes with the role and the environments of its rule, and acts under its own name', async () => {
    const { status, body } = await exchange(await issuer.sign(JOB));
    const { token, expiresAt, ...rest } = body as Exchanged;
    expect([status, rest]).toEqual([200, { role: 'editor', environments: ['development'] }]);
    expect(Math.round((Date.parse(expiresAt) - Date.now()) / 60_000)).toBe(15);

    const headers = { Authorization: `Bearer ${token}` };
    const create = (environment: string) =>
      burgee.request(`/api/admin/flags?environment=${environment}`, { headers, body: { key: 'from-ci' } });
    expect(await create('development')).toMatchObject({ status: 201 });
    expect(await create('production')).toMatchObject({ status: 403, body: { code: 'TOKEN_SCOPE' } });
    const { body: trail } = await burgee.request('/api/admin/audit?flagKey=from-ci', { as: 'admin' });
    const actor = `jwt:${encodeURIComponent(issuer.url)}:${SUBJECT}`;
    expect(trail).toMatchObject({ items: [{ actor, action: 'created' }] });
  });

  it('gets the role of the first rule whose claims all match', async () => {
    const branch = await exchange(await issuer.sign({ ...JOB, ref: 'refs/heads/try' }));
    const docs = await exchange(await issuer.sign({ sub: 'docs', repository: 'acme/docs' }));
    for (const { body } of [branch, docs]) expect(body).toMatchObject({ role: 'viewer', environments: null });
  });

  it('A15 is refused if its claims match no rule', async () => {
    for (const repository of ['evil/shop', 'acme/sho', ['acme/shop'], null, undefined]) {
      const answer = await exchange(await issuer.sign({ sub: 'evil', ref: 'refs/heads/main', repository }));
      expect(answer).toMatchObject({ status: 403, body: { code: 'TOKEN_SCOPE' } });
    }
  });

  it('A15 is refused with a token that is expired, for another audience or issuer, without a subject, or signed by others', async () => {
    const tokens = [
      await issuer.sign({ ...JOB, aud: 'another' }),
      await issuer.sign({ ...JOB, iss: 'https://evil.example' }),
      await issuer.sign({ ...JOB, sub: undefined }),
      await issuer.sign({ ...JOB, exp: undefined }),
      await issuer.sign(JOB, issuer.foreignKey),
      `${btoa('{"alg":"none"}')}.${btoa(JSON.stringify({ ...JOB, iss: issuer.url, aud: 'burgee' }))}.`,
      'nonsense',
    ];
    for (const token of tokens) {
      expect(await exchange(token)).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
    }
    const expired = await exchange(await issuer.sign({ ...JOB, exp: 1 }));
    expect(expired.body).toMatchObject({ title: 'The token has expired.' });
  });

  it('fails with a reason while the keys of the issuer cannot be read, and gets in once they can', async () => {
    await using server = await start();
    const job = await issuer.sign(JOB);
    const away = { status: 503, body: { code: 'ISSUER_UNAVAILABLE' } };
    issuer.state.isAway = true;
    expect(await exchange(job, server)).toMatchObject(away);
    Object.assign(issuer.state, { isAway: false, name: 'https://another.example' });
    expect(await exchange(job, server)).toMatchObject(away);
    Object.assign(issuer.state, { name: '', hasNoKeys: true });
    const { headers, ...answer } = await exchange(job, server);
    expect(answer).toMatchObject(away);
    expect(headers.get('retry-after')).toBe('5');
    issuer.state.hasNoKeys = false;
    expect(await exchange(job, server)).toMatchObject({ status: 200 });
  });

  it('learns which settings are missing', async () => {
    await using server = await startTestServer();
    const { status, body } = await exchange(await issuer.sign(JOB), server);
    expect(status).toBe(400);
    expect(body).toMatchObject({
      code: 'VALIDATION_FAILED',
      title: expect.stringContaining('WORKLOAD_ISSUER') as string,
    });
  });

  it('A13 counts as an attempt to sign in, over REST and tRPC', async () => {
    await using server = await start({ LIMIT_SIGN_INS: '2' });
    const token = 'a guess';
    const statuses = [
      (await exchange(token, server)).status,
      (await server.request('/trpc/session.exchange', { body: { token } })).status,
      (await exchange(token, server)).status,
    ];
    expect(statuses).toEqual([401, 401, 429]);
  });
});
