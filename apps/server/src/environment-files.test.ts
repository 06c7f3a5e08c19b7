import { MAX_FILE_BYTES, MAX_FILE_DEPTH } from '@burgee/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './test-server.ts';

let burgee: TestServer;
beforeAll(async () => {
  burgee = await startTestServer();
});
afterAll(() => burgee[Symbol.asyncDispose]());

const PATH = '/api/admin/environments/staging';
const fileOf = (fields: object) => ({ burgee: 1, environment: { key: 'staging' }, ...fields });

/** A condition that nests this deep. */
function nested(depth: number): object {
  let condition: object = { attribute: 'a', operator: 'exists' };
  for (let level = 1; level < depth; level++) condition = { not: condition };
  return condition;
}

const flagWith = (condition: object) => ({
  key: 'deep',
  rules: [{ id: 'r', condition, serve: { kind: 'variant', variant: 'on' } }],
});

describe('14.5 a file over HTTP', () => {
  it('may be larger than other bodies, from authenticated callers only', async () => {
    const file = fileOf({ flags: [{ key: 'large', description: '' }] });
    const body = { file, padding: 'x'.repeat(MAX_FILE_BYTES - 1_000) };
    expect(await burgee.request(`${PATH}/plan`, { as: 'viewer', body })).toMatchObject({ status: 400 });
    expect(await burgee.request(`${PATH}/plan`, { body })).toMatchObject({ status: 413 });
    expect(await burgee.request(PATH, { as: 'admin', method: 'PATCH', body })).toMatchObject({ status: 413 });
    const tooLarge = await burgee.request(`${PATH}/apply`, {
      as: 'editor',
      body: { ...body, more: 'x'.repeat(1_000) },
    });
    expect(tooLarge).toMatchObject({ status: 413, body: { details: { limitBytes: MAX_FILE_BYTES } } });
  });

  it('may nest as deep as what one flag can have', async () => {
    // A body with the flag, its rules and the rule is three levels above the condition; a file has three more.
    const deepest = nested(MAX_FILE_DEPTH - 6);
    const created = await burgee.request('/api/admin/flags?environment=staging', {
      as: 'editor',
      body: flagWith(deepest),
    });
    expect(created.status).toBe(201);
    const { body: exported } = await burgee.request(`${PATH}/export`, { as: 'viewer' });
    const applied = await burgee.request(`${PATH}/apply`, { as: 'admin', body: { file: exported, prune: true } });
    expect(applied).toMatchObject({ status: 200, body: { changes: [] } });
    const deeper = { file: fileOf({ flags: [flagWith(nested(MAX_FILE_DEPTH - 5))] }) };
    const refused = await burgee.request(`${PATH}/plan`, { as: 'viewer', body: deeper });
    expect(refused).toMatchObject({ status: 400, body: { code: 'BODY_TOO_DEEP', details: { limit: MAX_FILE_DEPTH } } });
  });

  it('R8 is applied once if it is sent again with the same Idempotency-Key', async () => {
    const send = () =>
      burgee.request(`${PATH}/apply`, {
        as: 'editor',
        body: { file: fileOf({ flags: [{ key: 'once' }] }) },
        headers: { 'Idempotency-Key': 'a file' },
      });
    const first = await send();
    expect(first).toMatchObject({ status: 200, body: { changes: [{ key: 'once', action: 'create' }] } });
    expect((await send()).body).toEqual(first.body);
  });

  it('is refused with numbers that would lose digits, even by the plan', async () => {
    const text = `{"file":${JSON.stringify(fileOf({ flags: [{ key: 'n', type: 'number', variants: [{ key: 'a', value: 1 }] }] }))}}`;
    const token = await burgee.server.tokens.issue('ann@example.org', 'editor', '1h');
    for (const action of ['plan', 'apply']) {
      const response = await fetch(`${burgee.url}${PATH}/${action}`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        body: text.replace('"value":1', '"value":12345678901234567890'),
      });
      expect([response.status, await response.json()]).toMatchObject([400, { code: 'VALIDATION_FAILED' }]);
    }
  });
});
