import express from 'express';
import { createSecretKey } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { answerErrors } from '../requests.ts';
import { createCookies } from '../sign-in/cookies.ts';
import { compileTrust } from '../trust-proxy.ts';
import { createDeviceCookies } from './device-cookie.ts';
import { limitSignIns } from './limit-sign-ins.ts';
import { createLimits } from './limits.ts';

type Attempt = { email?: string; password?: string; from?: string; cookie?: string; path?: string };

/** A sign-in server that accepts the password "right", behind a proxy that reports the client's address. */
async function startSignIn(LIMIT_SIGN_INS = 1_000) {
  const stack = new AsyncDisposableStack();
  const none = { LIMIT_EVALUATIONS: 0, LIMIT_WRITES: 0, LIMIT_STREAMS: 0, REDIS_URL: undefined };
  const log = { warn: () => undefined, error: () => undefined } as never;
  const limits = createLimits({ settings: { ...none, LIMIT_SIGN_INS }, log, clock: () => performance.now() });
  const cookies = createCookies({ instanceId: 'one', place: { origin: 'http://localhost:4000', base: '' } });
  const key = createSecretKey(Buffer.alloc(32, 1));
  const devices = createDeviceCookies({ key, cookies, now: () => new Date() });
  let count = 0;
  const tried: string[] = [];
  const app = express();
  const trust = compileTrust('loopback');
  app.use('/api/auth', express.json(), limitSignIns({ limits, devices, trust, newId: () => `id-${++count}` }));
  app.post('/api/auth/sign-in/email', (request, response) => {
    const { email, password } = request.body as { email: string; password: string };
    tried.push(email);
    const status = { right: 200, disabled: 403, broken: 503 }[password] ?? 401;
    response.status(status).json({ status });
  });
  app.post('/api/auth/sign-out', (_request, response) => void response.json({}));
  app.use(answerErrors(log, ''));
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stack.defer(() => void server.close());
  const { port } = server.address() as AddressInfo;

  async function signIn({ email = 'ann@example.org', password = 'wrong', from = '192.0.2.1', cookie, path }: Attempt) {
    const response = await fetch(`http://127.0.0.1:${port}/api/auth/${path ?? 'sign-in/email'}`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'X-Forwarded-For': from,
        ...(cookie !== undefined && { Cookie: cookie }),
      },
      body: JSON.stringify({ email, password }),
    });
    const { headers, status } = response;
    const [line] = headers.getSetCookie();
    return {
      status,
      retryAfter: headers.get('retry-after'),
      cookie: line?.split(';', 1)[0],
      body: await response.json(),
    };
  }
  async function times(count: number, attempt: (index: number) => Attempt): Promise<number[]> {
    const answers = await Promise.all(Array.from({ length: count }, (_, index) => signIn(attempt(index))));
    return answers.map(({ status }) => status);
  }
  return { signIn, times, tried, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

const countOf = (statuses: number[], status: number) => statuses.filter((one) => one === status).length;

it('A13 lets 100 of 1,000 concurrent attempts on one account from as many addresses through; its owner still gets in', async () => {
  await using auth = await startSignIn();
  const { cookie } = await auth.signIn({ password: 'right' });
  const statuses = await auth.times(1_000, (index) => ({ from: `198.51.${index >> 8}.${index & 255}` }));
  expect([countOf(statuses, 401), countOf(statuses, 429)]).toEqual([100, 900]);
  expect(await auth.signIn({ password: 'right', cookie })).toMatchObject({ status: 200 });
  const elsewhere = await auth.signIn({ password: 'right', from: '203.0.113.9' });
  expect(elsewhere).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
  expect(Number(elsewhere.retryAfter)).toBeGreaterThan(800);
});

it('A13 lets ten attempts from one address through, however the account is spelled; its owner at that address gets in', async () => {
  await using auth = await startSignIn();
  const { cookie } = await auth.signIn({ password: 'right' });
  const statuses = await auth.times(20, (index) => ({ email: index % 2 ? ' Ann@Example.org' : 'ann@example.org ' }));
  expect([countOf(statuses, 401), countOf(statuses, 429)]).toEqual([10, 10]);
  expect(await auth.signIn({ password: 'right', cookie })).toMatchObject({ status: 200 });
  expect(await auth.signIn({ password: 'right' })).toMatchObject({ status: 429 });
  expect(await auth.signIn({ email: 'bob@example.org', password: 'right' })).toMatchObject({ status: 200 });
});

it('A20 another port, or text that is not an address, does not count as another address', async () => {
  await using auth = await startSignIn();
  const ports = await auth.times(25, (index) => ({ from: `192.0.2.1:${50_000 + index}` }));
  expect([countOf(ports, 401), countOf(ports, 429)]).toEqual([10, 15]);
  const mapped = await auth.times(5, (index) => ({ from: `[::ffff:192.0.2.1]:${50_000 + index}` }));
  expect(countOf(mapped, 429)).toBe(5);
  const words = await auth.times(25, (index) => ({ email: 'bob@example.org', from: `unknown-${index}` }));
  expect([countOf(words, 401), countOf(words, 429)]).toEqual([10, 15]);
});

it('A13 counts attempts on unknown accounts like any other', async () => {
  await using auth = await startSignIn();
  const statuses = await auth.times(12, () => ({ email: 'nobody@example.org' }));
  expect([countOf(statuses, 401), countOf(statuses, 429)]).toEqual([10, 2]);
});

it('A13 allows ten failures with a device cookie, and no more', async () => {
  await using auth = await startSignIn();
  const { cookie } = await auth.signIn({ password: 'right' });
  const statuses = await auth.times(30, (index) => ({ cookie, from: `198.51.100.${index}` }));
  expect([countOf(statuses, 401), countOf(statuses, 429)]).toEqual([10, 20]);
});

it('A13 counts only failures: neither successes nor errors of the server', async () => {
  await using auth = await startSignIn();
  for (const password of ['right', 'disabled', 'broken']) {
    for (let time = 0; time < 12; time++) expect((await auth.signIn({ password })).status).not.toBe(429);
  }
});

it('F1.10 counts all attempts of an address on any account, but not signing out', async () => {
  await using auth = await startSignIn(5);
  const statuses = await auth.times(8, (index) => ({ email: `person-${index}@example.org` }));
  expect([countOf(statuses, 401), countOf(statuses, 429)]).toEqual([5, 3]);
  expect(auth.tried).toHaveLength(5);
  expect(await auth.signIn({ path: 'sign-out' })).toMatchObject({ status: 200 });
  expect(await auth.signIn({ from: '192.0.2.2' })).toMatchObject({ status: 401 });
});

it('ignores an email that is not a string', async () => {
  await using auth = await startSignIn();
  for (const email of [null, 7, {}, ['a']]) {
    expect((await auth.signIn({ email: email as never })).status).toBe(401);
  }
});
