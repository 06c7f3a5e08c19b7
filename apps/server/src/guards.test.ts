import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './test-server.ts';

let burgee: TestServer;
beforeAll(async () => {
  burgee = await startTestServer({ settings: { REQUEST_TIMEOUT_MS: '500' } });
});
afterAll(() => burgee[Symbol.asyncDispose]());

const expectStillServing = async () => expect((await burgee.request('/api/config/flags')).status).toBe(200);
const post = (path: string, ...headers: string[]) =>
  [`POST ${path} HTTP/1.1`, 'Host: burgee', 'Content-Type: application/json', ...headers, '', ''].join('\r\n');

/**
 * Sends raw text, then chunks from `more` for as long as the server accepts them. Resolves with the answer when the
 * server closes the connection.
 */
async function sendRaw(text: string, more?: () => string | Buffer): Promise<{ answer: string; sent: number }> {
  const socket = connect(Number(new URL(burgee.url).port), '127.0.0.1');
  let answer = '';
  let sent = 0;
  socket.on('data', (chunk) => (answer += String(chunk)));
  socket.on('error', () => undefined);
  // Not `once`, which rejects when the connection is reset.
  const closed = new Promise((resolve) => socket.on('close', resolve));
  const push = () => {
    while (more && !socket.destroyed) {
      const chunk = more();
      sent += chunk.length;
      if (!socket.write(chunk)) return;
    }
  };
  socket.on('drain', push);
  socket.write(text, push);
  await closed;
  return { answer, sent };
}

async function sendJson(path: string, body: string, headers: Record<string, string> = {}) {
  const response = await fetch(burgee.url + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body,
  });
  return { status: response.status, body: (await response.json()) as object };
}

describe('A7 a body', () => {
  it.each([5_000, 100_000, 450_000])('that nests %i deep is refused on every route', async (depth) => {
    const deep = `{"context":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    expect(await sendJson('/api/config/evaluate', deep)).toMatchObject({
      status: 400,
      body: { code: 'BODY_TOO_DEEP' },
    });
    const called = await sendJson('/trpc/evaluation.evaluateAll', deep);
    expect(called).toMatchObject({
      status: 400,
      body: { error: { data: { failure: { code: 'BODY_TOO_DEEP', limit: 32 } } } },
    });
    const signIn = await sendJson('/api/auth/sign-in/email', deep);
    expect(signIn).toMatchObject({ status: 400, body: { code: 'BODY_TOO_DEEP' } });
    await expectStillServing();
  });

  it('that nests too deep in the URL is refused too', async () => {
    const input = `{"context":{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}}`;
    const { status, body } = await burgee.request(`/trpc/evaluation.evaluateAll?input=${input}`);
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: { data: { failure: { code: 'BODY_TOO_DEEP' } } } });
  });

  it('of a gigabyte is refused immediately and cut off', async () => {
    const chunk = Buffer.alloc(65_536, ' ');
    const { answer, sent } = await sendRaw(post('/api/config/evaluate', 'Content-Length: 1000000000'), () => chunk);
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    expect(answer).toContain('"code":"BODY_TOO_LARGE"');
    expect(sent).toBeLessThan(1_000_000_000);
    await expectStillServing();
  });

  it('without a length that never ends is refused and cut off', async () => {
    const chunk = `1000\r\n${' '.repeat(0x1000)}\r\n`;
    const head = post('/trpc/evaluation.evaluateAll', 'Transfer-Encoding: chunked');
    expect((await sendRaw(head, () => chunk)).answer).toMatch(/^HTTP\/1.1 413 /);
    await expectStillServing();
  });

  it('that is not JSON is cut off too if it never ends', async () => {
    const chunk = `1000\r\n${'x'.repeat(0x1000)}\r\n`;
    for (const type of ['application/octet-stream', 'multipart/form-data; boundary=x', 'text/plain']) {
      const head = post('/trpc/evaluation.evaluateAll', 'Transfer-Encoding: chunked').replace('application/json', type);
      const { answer, sent } = await sendRaw(head, () => chunk);
      expect(answer).toMatch(/^HTTP\/1.1 4\d\d /);
      expect(sent).toBeLessThan(1_000_000_000);
    }
    await expectStillServing();
  });

  it('that is compressed is refused when it expands beyond the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000, ' '));
    const response = await fetch(`${burgee.url}/api/config/evaluate`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
      body: bomb,
    });
    expect(response.status).toBe(413);
    await expectStillServing();
  });

  it('that arrives slowly or is shorter than its length is cut off', async () => {
    for (const head of [
      post('/api/config/evaluate', 'Content-Length: 100'),
      'POST /api/config/evaluate HTTP/1.1\r\nHost:',
    ]) {
      const { answer } = await sendRaw(`${head}{`);
      expect(answer).toMatch(/^(HTTP\/1.1 4\d\d |$)/);
    }
    await expectStillServing();
  });

  it('that is longer than its length, or has two lengths, does not become a second request', async () => {
    const longer = await sendRaw(
      `${post('/api/config/evaluate', 'Content-Length: 2', 'Connection: close')}{}GET /readyz HTTP/1.1\r\n\r\n`,
    );
    expect(longer.answer.match(/HTTP\/1.1 /g)).toHaveLength(1);
    const smuggled = `${post('/api/config/evaluate', 'Content-Length: 4', 'Transfer-Encoding: chunked')}0\r\n\r\nGET /readyz HTTP/1.1\r\n\r\n`;
    expect((await sendRaw(smuggled)).answer).toMatch(/^HTTP\/1.1 400 /);
    await expectStillServing();
  });

  it('with 10,000 attributes is refused over tRPC too', async () => {
    const context = Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`a${at}`, 1]));
    const { status, body } = await burgee.request('/trpc/evaluation.evaluateAll', { body: { context } });
    expect([status, body]).toMatchObject([400, { error: { data: { failure: { code: 'VALIDATION_FAILED' } } } }]);
  });
});

describe('A8 names that all objects inherit', () => {
  const polluted = () => ({}) as Record<string, unknown>;

  it('are stored and returned unchanged, in values, tags and segments', async () => {
    const value = JSON.parse(
      '{"constructor":{"prototype":{"polluted":1}},"toString":"x","hasOwnProperty":[]}',
    ) as object;
    const { status, body } = await burgee.request('/api/admin/flags', {
      as: 'editor',
      body: {
        key: 'valueOf',
        type: 'json',
        enabled: true,
        tags: ['constructor', 'toString'],
        variants: [
          { key: 'constructor', value },
          { key: '__proto__', value: {} },
        ],
        onVariant: 'constructor',
        offVariant: '__proto__',
        rollout: {
          schedule: { kind: 'fixed', percentage: 100 },
          bucketBy: ['userId'],
          salt: null,
          algorithm: 'murmur3',
          missing: 'included',
        },
      },
    });
    expect([status, body]).toMatchObject([201, { tags: ['constructor', 'toString'] }]);
    const asked = await burgee.request('/api/config/evaluate', {
      body: { context: { userId: 'ann' }, flagKeys: ['valueOf', 'hasOwnProperty'] },
    });
    expect(asked.body).toMatchObject({ flags: { valueOf: { value, variant: 'constructor' } } });
    const segment = { environment: 'development', key: '__proto__' };
    const condition = { attribute: 'constructor', operator: 'in', values: ['__proto__'] };
    await burgee.request('/trpc/segments.create', { as: 'editor', body: { ...segment, condition } });
    const input = encodeURIComponent(JSON.stringify(segment));
    const read = await burgee.request(`/trpc/segments.get?input=${input}`, { as: 'viewer' });
    expect(read.body).toMatchObject({ result: { data: { key: '__proto__', condition } } });
    expect(polluted()['polluted']).toBeUndefined();
  });

  it('are refused as fields, like any unknown ones', async () => {
    for (const body of [
      '{"enabled":true,"constructor":{"prototype":{"polluted":1}}}',
      '{"enabled":true,"toString":1}',
    ]) {
      const { status } = await sendJson('/api/admin/flags/wishlist-gallery', body, {
        Authorization: `Bearer ${await burgee.server.tokens.issue('e', 'editor', '1h')}`,
      });
      expect(status).toBe(400);
    }
    expect(polluted()['polluted']).toBeUndefined();
  });
});
