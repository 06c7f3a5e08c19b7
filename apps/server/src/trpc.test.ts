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

/** Yields the events of a stream as they arrive. */
async function* events(response: Response): AsyncGenerator<string> {
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) yield block;
  }
}

describe('B.5 the change stream', () => {
  it('sends only the version, for each change as it is committed', async () => {
    const response = await fetch(`${burgee.url}/trpc/evaluation.changes?${input({})}`, {
      headers: { Accept: 'text/event-stream' },
    });
    const seen: string[] = [];
    for await (const event of events(response)) {
      const [, data] = /^data: ({"version":\d+})$/m.exec(event) ?? [];
      if (data === undefined) continue;
      seen.push(data);
      if (seen.length === 1)
        await burgee.request('/api/admin/flags/wishlist-gallery', { as: 'editor', body: { enabled: true } });
      if (seen.length === 2) break;
    }
    const [before, after] = seen.map((data) => (JSON.parse(data) as { version: number }).version);
    expect(after).toBe((before ?? 0) + 1);
  });

  it('is refused for an environment that is not public', async () => {
    const { body } = await burgee.request(`/trpc/evaluation.changes?${input({ environment: 'staging' })}`);
    expect(body).toContain('event: serialized-error');
    expect(body).toContain('"code":"UNAUTHENTICATED"');
    expect(body).not.toContain('version');
  });

  it('R11 ends when the server stops, without delaying it', async () => {
    const other = await startTestServer();
    const response = await fetch(`${other.url}/trpc/evaluation.changes?${input({})}`);
    const reading = (async () => {
      for await (const event of events(response)) if (event === '') return;
    })();
    await other[Symbol.asyncDispose]();
    await reading;
  });
});
