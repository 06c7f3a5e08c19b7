import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { run } from '../test-run.ts';
import { readLines } from './lines.ts';

type Sent = { readonly headers: Headers; readonly body: string };
type Answer = (message: { id?: number; method?: string }) => Response | Promise<Response>;

/** Answers the request that checks the key, and each message by `answer`. */
async function bridgeWith(lines: readonly (object | string)[], answer: Answer, args: readonly string[] = []) {
  const sent: Sent[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    if (request.method === 'GET') return Response.json({ name: 'v', role: 'viewer', roles: {}, reach: null });
    expect(request.url).toBe('http://flags.test/mcp');
    const body = await request.text();
    sent.push({ headers: request.headers, body });
    return answer(JSON.parse(body) as { id?: number });
  };
  const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  const ran = await run(['mcp', ...args], { fetch, lines: texts });
  return { ...ran, sent, messages: ran.printed.map((text) => JSON.parse(text) as Record<string, unknown>) };
}

const list = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} };
const result = (id: unknown, more: object = {}) => ({ jsonrpc: '2.0', id, result: more });
const events = (...messages: object[]) =>
  new Response(messages.map((one) => `event: message\ndata: ${JSON.stringify(one)}\n\n`).join(''), {
    headers: { 'Content-Type': 'text/event-stream' },
  });

describe('14.4 burgee mcp', () => {
  it('sends each line with the key, and prints each answer on one line', async () => {
    const hostile = { text: 'a\u2028b\nc' };
    const { status, printed, sent, complaints } = await bridgeWith([list, '', { ...list, id: 2 }], ({ id }) =>
      id === 1 ? new Response(JSON.stringify(result(1, hostile), null, 2), JSON_TYPE) : events(result(2), result('x')),
    );
    expect([status, complaints]).toEqual([0, []]);
    expect(printed.map((text) => text.split('\n').length)).toEqual([1, 1, 1]);
    expect(printed.map((text) => JSON.parse(text) as unknown)).toEqual([result(1, hostile), result(2), result('x')]);
    expect(sent.map(({ headers }) => headers.get('Authorization'))).toEqual(['Bearer secret', 'Bearer secret']);
    expect(sent[0]?.headers.get('User-Agent')).toBe('burgee-mcp/1.2.3');
  });

  it('repeats what the server answered when the client connected', async () => {
    const initialize = { ...list, id: 0, method: 'initialize' };
    const { sent } = await bridgeWith([initialize, list], ({ id }) => {
      if (id === 1) return Response.json(result(1));
      const answer = Response.json(result(0, { protocolVersion: '2025-06-18' }));
      answer.headers.set('Mcp-Session-Id', 'abc');
      return answer;
    });
    const headers = sent.map(({ headers }) => [headers.get('MCP-Protocol-Version'), headers.get('Mcp-Session-Id')]);
    expect(headers).toEqual([
      [null, null],
      ['2025-06-18', 'abc'],
    ]);
  });

  it('repeats parts of a message of 2026 in its headers', async () => {
    const _meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' };
    const call = { ...list, method: 'tools/call', params: { name: 'flag_g\u00e9t', _meta } };
    const { sent } = await bridgeWith([call], () => Response.json(result(1)));
    expect(Object.fromEntries(sent[0]?.headers ?? [])).toMatchObject({
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': `=?base64?${Buffer.from('flag_g\u00e9t').toString('base64')}?=`,
    });
  });

  it('answers with the words of the server if it refuses, and only if an answer is expected', async () => {
    const problem = { code: 'RATE_LIMITED', title: 'Too many requests.', hint: 'Try again in 5 s.' };
    const refuse = () => Response.json(problem, { status: 429 });
    const notification = { jsonrpc: '2.0', method: 'notifications/initialized' };
    const { messages, complaints } = await bridgeWith([list, notification], refuse);
    const message = 'The server refused: Too many requests. Try again in 5 s.';
    expect(messages).toEqual([{ jsonrpc: '2.0', id: 1, error: { code: -32_000, message } }]);
    expect(complaints).toEqual([message, message]);
  });

  it('says that a server has no MCP, does not answer, or is another one', async () => {
    const off = () => Response.json({ code: 'ROUTE_NOT_FOUND', title: 'There is no route.' }, { status: 404 });
    const cases: [Answer, RegExp][] = [
      [off, /BURGEE_MCP is off/],
      [() => Promise.reject(new TypeError('fetch failed')), /did not respond like Burgee/],
      [() => new Response('<html></html>'), /it answered 200/],
    ];
    for (const [answer, words] of cases) {
      const { messages, status } = await bridgeWith([list], answer);
      expect(messages).toMatchObject([{ id: 1, error: { message: expect.stringMatching(words) as unknown } }]);
      expect(status).toBe(0);
    }
  });

  it('needs no answer to a notification, and reports a line that is not a message', async () => {
    const notification = { jsonrpc: '2.0', method: 'notifications/initialized' };
    const { messages, sent } = await bridgeWith(
      ['nonsense', '[]', notification],
      () => new Response(null, { status: 202 }),
    );
    const error = { code: -32_700, message: 'The line is not a JSON object.' };
    expect(messages).toEqual([
      { jsonrpc: '2.0', id: null, error },
      { jsonrpc: '2.0', id: null, error },
    ]);
    expect(sent).toHaveLength(1);
  });

  it('ends a request that the client cancels, without an answer', async () => {
    const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } };
    const aborted: unknown[] = [];
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const request = new Request(input, init);
      if (request.method === 'GET') return Response.json({ name: 'v', role: 'viewer', roles: {}, reach: null });
      const { id } = JSON.parse(await request.text()) as { id?: number };
      if (id === undefined) return new Response(null, { status: 202 });
      return new Promise((_resolve, reject) => {
        const end = () => {
          aborted.push(id);
          reject(new Error('aborted'));
        };
        if (init?.signal?.aborted) end();
        init?.signal?.addEventListener('abort', end);
      });
    };
    const { printed, status } = await run(['mcp'], { fetch, lines: [list, cancel].map((one) => JSON.stringify(one)) });
    expect([status, printed, aborted]).toEqual([0, [], [1]]);
  });

  it.each([
    [3, () => Promise.reject(new TypeError('fetch failed'))],
    [4, () => Response.json({ code: 'UNAUTHENTICATED', title: 'The token is not valid.' }, { status: 401 })],
    [4, () => Response.json(null)],
  ])('ends with status %d before it reads anything if the key cannot be used', async (expected, respond) => {
    const { status, printed, complaints } = await run(['mcp'], { respond, lines: [JSON.stringify(list)] });
    expect([status, printed, complaints.length]).toEqual([expected, [], 1]);
  });
});

const JSON_TYPE = { headers: { 'Content-Type': 'application/json' } };

it('14.4 lines end at line feeds only, wherever the input is divided', async () => {
  const text = 'one\n{"a":"\u2028\u00e9"}\r\n\nlast';
  const bytes = Buffer.from(text);
  for (const size of [1, 3, 100]) {
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
      bytes.subarray(index * size, (index + 1) * size),
    );
    const lines: string[] = [];
    for await (const line of readLines(Readable.from(chunks))) lines.push(line);
    expect(lines).toEqual(['one', '{"a":"\u2028\u00e9"}\r', '', 'last']);
  }
});
