import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './test-server.ts';

let burgee: TestServer;
beforeAll(async () => {
  burgee = await startTestServer();
});
afterAll(() => burgee[Symbol.asyncDispose]());

const input = (value: object) => `input=${encodeURIComponent(JSON.stringify(value))}`;

describe('tRPC over HTTP', () => {
  it('returns the failure as data, with its status', async () => {
    const { status, body } = await burgee.request(
      `/trpc/flags.get?${input({ environment: 'development', key: 'nothing' })}`,
      { as: 'viewer' },
    );
    expect(status).toBe(404);
    expect(body).toMatchObject({
      error: {
        message: 'There is no flag "nothing" in development.',
        data: {
          code: 'NOT_FOUND',
          failure: { code: 'FLAG_NOT_FOUND', flagKey: 'nothing' },
          hint: expect.any(String) as string,
        },
      },
    });
  });

  it('reports the invalid fields of an input', async () => {
    const { status, body } = await burgee.request('/trpc/flags.create', {
      as: 'editor',
      body: { environment: 'development', key: '' },
    });
    expect(status).toBe(400);
    expect(body).toMatchObject({
      error: { data: { failure: { code: 'VALIDATION_FAILED', details: [{ path: 'key' }] } } },
    });
  });

  it('reports an input that is not JSON', async () => {
    const { status, body } = await burgee.request('/trpc/flags.list?input=text', { as: 'viewer' });
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: { data: { failure: { code: 'VALIDATION_FAILED' } } } });
  });

  it('never sends a stack', async () => {
    for (const path of ['/trpc/flags.get', '/trpc/nothing', '/trpc/flags.create']) {
      expect(JSON.stringify((await burgee.request(path)).body)).not.toMatch(/stack|node_modules|\.ts:/);
    }
  });
});

describe('B.5 the change stream', () => {
  it('is refused for an environment that is not public', async () => {
    const { body } = await burgee.request(`/trpc/evaluation.changes?${input({ environment: 'staging' })}`);
    expect(body).toContain('event: serialized-error');
    expect(body).toContain('"code":"UNAUTHENTICATED"');
    expect(body).not.toContain('version');
  });
});
