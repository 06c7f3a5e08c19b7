import { HEARTBEAT_MS } from '@burgee/api';
import { codeBlocksOf, eventually } from '@burgee/testing';
import type { Response } from 'express';
import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestServer, type TestServer } from '../test-server.ts';
import { openStream } from '../test-streams.ts';
import { sendChanges } from './send-changes.ts';

const PATH = '/api/config/stream';

let burgee: TestServer;
beforeAll(async () => {
  burgee = await startTestServer({ settings: { PUBLIC_EVALUATION: 'false' } });
});
afterAll(() => burgee[Symbol.asyncDispose]());
afterEach(() => void vi.useRealTimers());

async function newKey(kind: 'server' | 'web', origins: readonly string[] = []): Promise<string> {
  const input = { kind, environment: 'development', name: kind, ...(kind === 'web' && { origins }) };
  const { body } = await burgee.request('/trpc/keys.create', { as: 'admin', body: input });
  return (body as { result: { data: { secret: string } } }).result.data.secret;
}

describe('GET /api/config/stream', () => {
  it('sends what docs/sdk.md shows', async () => {
    const docs = readFileSync(new URL('../../../../docs/sdk.md', import.meta.url), 'utf8');
    const shown = codeBlocksOf(docs).find(({ text }) => text.startsWith('event: connected'))?.text;
    const stream = await openStream(burgee.url, { path: PATH, headers: { 'X-API-Key': await newKey('server') } });
    await eventually(() => expect(stream.text()).toMatch(/^retry: \d+\n\n.*"version":\d+\}\n\n$/s));
    const [, version] = /^id: (\d+)$/m.exec(stream.text()) ?? [];
    const events = stream.text().replace(/^retry: \d+\n\n/, '');
    expect(shown?.replaceAll('12', String(version))).toBe(`${events}:\n`);
    stream.close();
  });

  it('R9 sends comments on a quiet stream', async () => {
    const headers = { 'X-API-Key': await newKey('server') };
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const stream = await openStream(burgee.url, { path: PATH, headers });
    await eventually(() => expect(stream.text()).toContain('"version"'));
    const begun = stream.text();
    for (const heartbeats of [1, 2]) {
      vi.advanceTimersByTime(HEARTBEAT_MS);
      await eventually(() => expect(stream.text()).toBe(begun + ':\n\n'.repeat(heartbeats)));
    }
    stream.close();
  });

  it('is refused before it begins, with a status and problem details', async () => {
    const [server, web] = [await newKey('server'), await newKey('web', ['https://shop.example'])];
    for (const [query, headers, status, code] of [
      ['', {}, 401, 'UNAUTHENTICATED'],
      ['', { 'X-API-Key': 'srv_wrong' }, 401, 'UNAUTHENTICATED'],
      ['', { 'X-API-Key': web, Origin: 'https://evil.example' }, 403, 'TOKEN_SCOPE'],
      ['?environment=staging', { Authorization: `Bearer ${server}` }, 403, 'TOKEN_SCOPE'],
      ['?environment=Staging', { Authorization: `Bearer ${server}` }, 400, 'VALIDATION_FAILED'],
      ['?since=1', { Authorization: `Bearer ${server}` }, 400, 'VALIDATION_FAILED'],
    ] as const) {
      const answer = await burgee.request(PATH + query, { headers });
      expect([query, answer.status, answer.body]).toMatchObject([query, status, { code }]);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    }
    const unknown = await burgee.request(`${PATH}?environment=nowhere`, { as: 'viewer' });
    expect([unknown.status, unknown.body]).toMatchObject([404, { code: 'ENVIRONMENT_NOT_FOUND' }]);
  });

  it('is read by pages on the origins of a web key', async () => {
    const headers = { 'X-API-Key': await newKey('web', ['https://shop.example']), Origin: 'https://shop.example' };
    const { status, response, close } = await openStream(burgee.url, { path: PATH, headers });
    expect([status, response.headers['access-control-allow-origin']]).toEqual([200, 'https://shop.example']);
    close();
  });

  it('answers HEAD without a stream', async () => {
    const headers = { 'X-API-Key': await newKey('server') };
    const { status, headers: answered, body } = await burgee.request(PATH, { method: 'HEAD', headers });
    expect([status, answered.get('content-type'), body]).toEqual([200, 'text/event-stream', '']);
  });
});

/** A response whose reader reads nothing until `resume` is called. */
function slowResponse() {
  const stream = new PassThrough({ highWaterMark: 64 });
  return Object.assign(stream, { writeHead: () => undefined }) as unknown as Response & PassThrough;
}

describe('R17 while a client does not read', () => {
  async function* countedChanges(pulled: number[]) {
    for (let version = 1; version <= 100; version++) {
      pulled.push(version);
      yield [String(version), { version }] as never;
    }
  }

  it('no more changes are taken than its buffer holds, and all of them later', async () => {
    const [response, pulled] = [slowResponse(), [] as number[]];
    const sent = sendChanges(
      { method: 'GET', streamEnd: new AbortController().signal },
      response,
      countedChanges(pulled),
    );
    await eventually(() => expect(response.writableNeedDrain).toBe(true));
    expect(pulled.length).toBeLessThan(5);
    response.resume();
    await sent;
    expect(pulled).toHaveLength(100);
  });

  it('the stream ends when it must', async () => {
    const [response, end] = [slowResponse(), new AbortController()];
    const ended = async function* () {
      while (!end.signal.aborted) yield ['1', { version: 1 }] as never;
    };
    const sent = sendChanges({ method: 'GET', streamEnd: end.signal }, response, ended());
    await eventually(() => expect(response.writableNeedDrain).toBe(true));
    end.abort();
    await sent;
    expect(response.writableEnded).toBe(true);
  });
});
