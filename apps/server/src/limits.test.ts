import { eventually } from '@burgee/testing';
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { newFlag, startTestServer, type TestServer } from './test-server.ts';
import { openStreams, VERSION_STREAMS } from './test-streams.ts';

/** Sends requests until one is refused. */
async function askUntilRefused(ask: () => Promise<{ status: number; headers: Headers; body: unknown }>) {
  return eventually(async () => {
    const answer = await ask();
    expect(answer.status).toBe(429);
    return answer;
  }, 10);
}

async function newKey({ request }: TestServer, kind: 'server' | 'web'): Promise<string> {
  const input = { kind, environment: 'development', name: `${kind}-${randomUUID()}` };
  const { body } = await request('/trpc/keys.create', { as: 'admin', body: input });
  return (body as { result: { data: { secret: string } } }).result.data.secret;
}

describe('F1.10 evaluations', () => {
  // Above debug level, plain requests bypass Express, which sets more headers.
  it.each([
    ['info', '/api/config/flags', {}],
    ['debug', '/api/config/flags', {}],
    ['info', '/api/config/evaluate', { body: { context: {} } }],
    ['debug', '/api/config/evaluate', { body: { context: {} } }],
  ])('beyond the limit are refused with Retry-After (log level %s, %s)', async (LOG_LEVEL, route, options) => {
    await using burgee = await startTestServer({ settings: { LIMIT_EVALUATIONS: '3', LOG_LEVEL } });
    for (let time = 0; time < 3; time++) {
      const { status, headers } = await burgee.request(route, options);
      expect([status, headers.has('x-frame-options')]).toEqual([200, LOG_LEVEL === 'debug']);
    }
    const { headers, body } = await askUntilRefused(() => burgee.request(route, options));
    expect(body).toMatchObject({ code: 'RATE_LIMITED', status: 429 });
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(headers.get('retry-after')).toMatch(/^([1-9]|[1-5]\d|60)$/);
    // The limit of an address applies to all routes.
    for (const [path, sent] of [
      ['/api/config/flags', { context: {} }],
      ['/api/config/evaluate', { context: {} }],
    ] as const) {
      expect((await burgee.request(path, { body: sent })).status).toBe(429);
    }
  });

  it('over tRPC are refused with failures that its clients understand', async () => {
    await using burgee = await startTestServer({ settings: { LIMIT_EVALUATIONS: '2' } });
    const { headers, body } = await askUntilRefused(() =>
      burgee.request('/trpc/evaluation.evaluateAll', { body: { context: {} } }),
    );
    expect(body).toMatchObject({
      error: { data: { httpStatus: 429, failure: { code: 'RATE_LIMITED', retryAfterSec: expect.any(Number) } } },
    });
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('A20 with a key are counted by the key, not by the address', async () => {
    await using burgee = await startTestServer({ settings: { LIMIT_EVALUATIONS: '5', LOG_LEVEL: 'info' } });
    const [one, other, web] = [
      await newKey(burgee, 'server'),
      await newKey(burgee, 'server'),
      await newKey(burgee, 'web'),
    ];
    const ask = (key?: string) =>
      burgee.request('/api/config/flags', key === undefined ? {} : { headers: { 'X-API-Key': key } });
    await askUntilRefused(() => ask());
    for (const key of [one, other, web]) expect((await ask(key)).status).toBe(200);
    await askUntilRefused(() => ask(one));
    expect((await ask(other)).status).toBe(200);
  });

  it('are unlimited with a limit of 0', async () => {
    await using burgee = await startTestServer({ settings: { LIMIT_EVALUATIONS: '0' } });
    const answers = await Promise.all(Array.from({ length: 200 }, () => burgee.request('/api/config/flags')));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
  });
});

describe('A20 behind proxies', () => {
  const from = (address: string) => ({ headers: { 'X-Forwarded-For': address } });

  it('a forwarded address does not bypass the limit without a trusted proxy', async () => {
    for (const TRUST_PROXY of ['', '0', '10.0.0.0/8']) {
      await using burgee = await startTestServer({
        settings: { LIMIT_EVALUATIONS: '2', LOG_LEVEL: 'info', TRUST_PROXY },
      });
      let count = 0;
      await askUntilRefused(() => burgee.request('/api/config/flags', from(`192.0.2.${++count % 250}`)));
      const { status } = await burgee.request('/api/config/evaluate', {
        ...from('203.0.113.5'),
        body: { context: {} },
      });
      expect(status).toBe(429);
    }
  });

  it('clients have separate limits behind a trusted proxy, and addresses that they forge are ignored', async () => {
    for (const TRUST_PROXY of ['1', 'loopback', '127.0.0.1/32,::1']) {
      await using burgee = await startTestServer({
        settings: { LIMIT_EVALUATIONS: '2', LOG_LEVEL: 'info', TRUST_PROXY },
      });
      let count = 0;
      // The proxy adds the last entry; the client forged the others.
      await askUntilRefused(() => burgee.request('/api/config/flags', from(`192.0.2.${++count % 250}, 203.0.113.5`)));
      expect((await burgee.request('/api/config/flags', from('203.0.113.6'))).status).toBe(200);
    }
  });
});

describe('F1.10 changes', () => {
  it('are counted per actor, over REST and tRPC together, batched or not', async () => {
    await using burgee = await startTestServer({ settings: { LIMIT_WRITES: '10' } });
    const key = await newFlag(burgee);
    const path = `/api/admin/flags/${key}`;
    for (let time = 0; time < 5; time++) {
      expect((await burgee.request(path, { as: 'editor', body: { enabled: true } })).status).toBe(200);
    }
    const calls = Array.from({ length: 5 }, () => 'flags.setEnabled').join(',');
    const refused = await burgee.request(`/trpc/${calls}?batch=1`, { as: 'editor', body: {} });
    expect(refused.status).toBe(429);
    const { status, body } = await burgee.request(path, { as: 'editor', body: { enabled: false } });
    expect([status, body]).toMatchObject([429, { code: 'RATE_LIMITED' }]);
    expect((await burgee.request(path, { as: 'admin', body: { enabled: false } })).status).toBe(200);
    expect((await burgee.request(path, { as: 'editor' })).status).toBe(200);
    expect((await burgee.request('/api/config/flags')).status).toBe(200);
  });

  it('of unauthenticated callers are counted by address, before any query', async () => {
    await using burgee = await startTestServer({ settings: { LIMIT_WRITES: '3' } });
    const join = () =>
      burgee.request('/trpc/session.join', { body: { token: 'x'.repeat(43), name: 'Eve', password: 'p'.repeat(12) } });
    for (let time = 0; time < 3; time++) expect((await join()).status).not.toBe(429);
    expect((await join()).status).toBe(429);
  });
});

describe('A13 signing in by a link', () => {
  it('counts against the limit of sign-ins by address, for every kind of link', async () => {
    await using burgee = await startTestServer({ settings: { LIMIT_SIGN_INS: '2' } });
    const token = 'x'.repeat(43);
    const password = 'p'.repeat(12);
    const setPassword = () => burgee.request('/trpc/session.setPassword', { body: { token, password } });
    const join = { body: { token, name: 'Eve', password } };
    expect((await burgee.request('/trpc/session.join', join)).status).toBe(404);
    expect((await setPassword()).status).toBe(404);
    expect(await setPassword()).toMatchObject({
      status: 429,
      body: { error: { data: { failure: { code: 'RATE_LIMITED' } } } },
    });
    const signIn = { body: { email: 'ada@example.org', password } };
    expect((await burgee.request('/api/auth/sign-in/email', signIn)).status).toBe(429);
  });
});

describe.each(VERSION_STREAMS)('F1.10 streams of %s', (path) => {
  it('that are opened too often are refused with a status that event sources understand', async () => {
    await using burgee = await startTestServer({ settings: { LIMIT_STREAMS: '2' } });
    const gone = new AbortController();
    const open = () =>
      fetch(burgee.url + path, {
        headers: { Accept: 'text/event-stream' },
        signal: gone.signal,
      });
    for (let time = 0; time < 2; time++) expect((await open()).status).toBe(200);
    const refused = await open();
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    gone.abort();
  });

  it('R4 may be reopened by a thousand clients behind one address at once', async () => {
    await using burgee = await startTestServer();
    const streams = await openStreams(1_000, burgee.url, { path });
    expect(streams.map(({ status }) => status).filter((status) => status !== 200)).toEqual([]);
    for (const { close } of streams) close();
  });
});
