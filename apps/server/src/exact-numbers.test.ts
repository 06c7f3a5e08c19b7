import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newFlag, startTestServer, type TestServer } from './test-server.ts';

const DIGITS = '12345678901234567890';

let burgee: TestServer;
let token: string;
beforeAll(async () => {
  burgee = await startTestServer();
  token = await burgee.server.tokens.issue('edith@example.org', 'admin', '1h');
});
afterAll(() => burgee[Symbol.asyncDispose]());

/** Sends raw text, because JSON.stringify would already lose the digits. */
async function sendText(method: string, path: string, body: string, type = 'application/json') {
  const headers = { 'Content-Type': type, Authorization: `Bearer ${token}` };
  const response = await fetch(burgee.url + path, { method, headers, body });
  return { status: response.status, text: await response.text() };
}

const variants = (value: string) =>
  `{"key":"limits-${value.length}","type":"json","variants":[{"key":"on","value":{"a":[{"max":${value}}]}}],"onVariant":"on","offVariant":null}`;

describe('a number that JSON cannot represent exactly', () => {
  it.each([DIGITS, '1e400', '-1e400', '0.12345678901234567891'])(
    '%s is refused on write, with its digits and its path',
    async (digits) => {
      const { status, text } = await sendText('POST', '/api/admin/flags', variants(digits));
      expect(status).toBe(400);
      expect(JSON.parse(text)).toMatchObject({
        code: 'VALIDATION_FAILED',
        details: [{ path: 'variants.0.value.a.0.max', message: expect.stringContaining(digits) }],
      });
      expect((await burgee.request(`/api/admin/flags/limits-${digits.length}`, { as: 'viewer' })).status).toBe(404);
    },
  );

  it('is refused by every route that writes', async () => {
    const key = await newFlag(burgee, {
      type: 'number',
      variants: [{ key: 'on', value: 1 }],
      onVariant: 'on',
      offVariant: null,
    });
    for (const [method, path, body] of [
      ['PATCH', `/api/admin/flags/${key}`, `{"variants":[{"key":"on","value":${DIGITS}}]}`],
      ['POST', `/api/admin/flags/${key}`, `{"enabled":true,"rolloutPercentage":25.0000000000000000001}`],
      ['POST', `/api/admin/flags/${key}/users`, `{"userId":"ann","overrideType":"include","value":${DIGITS}}`],
      ['PUT', `/api/admin/flags/${key}/overrides/global`, `{"value":${DIGITS}}`],
      ['PUT', `/api/admin/flags/${key}/overrides/emergency`, `{"value":${DIGITS},"reason":"incident"}`],
      ['POST', '/api/config/session-overrides', `{"overrides":[{"flagKey":"${key}","value":${DIGITS}}]}`],
      ['POST', '/api/config/session-overrides', `{"overrides":[{"flagKey":"${key}","value":"${DIGITS}"}]}`],
    ] as const) {
      const { status, text } = await sendText(method, path, body);
      expect({ path, status }).toEqual({ path, status: 400 });
      expect(text).toMatch(/12345678901234567890|25\.0000000000000000001/);
    }
    expect((await burgee.request(`/api/admin/flags/${key}`, { as: 'viewer' })).body).toMatchObject({ revision: 1 });
  });

  it('is refused by tRPC mutations, alone and in a batch', async () => {
    const key = await newFlag(burgee);
    const input = `{"environment":"development","key":"${key}","rollout":{"schedule":{"kind":"fixed","percentage":1e400}}}`;
    const alone = await sendText('POST', '/trpc/flags.update', input);
    expect(alone).toMatchObject({ status: 400, text: expect.stringContaining('1e400') });
    const batch = await sendText('POST', '/trpc/flags.update?batch=1', `{"0":${input}}`);
    expect(batch).toMatchObject({ status: 400, text: expect.stringContaining('1e400') });
  });

  it('does not prevent an evaluation', async () => {
    const { status } = await sendText(
      'POST',
      '/api/config/evaluate',
      `{"context":{"userId":"ann","account":${DIGITS}}}`,
    );
    expect(status).toBe(200);
  });
});

it('a body in another encoding than UTF-8 is refused, because its digits could not be checked', async () => {
  const { status, text } = await sendText(
    'POST',
    '/api/admin/flags',
    '{"key":"a"}',
    'application/json; charset=utf-16le',
  );
  expect(status).toBe(400);
  expect(text).toContain('UTF-8');
});
