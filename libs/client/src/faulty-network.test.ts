import { MINUTE_MS } from '@burgee/contracts';
import { aFlagServer, answerOf, errorOf, type FlagServer, resultOf } from '@burgee/testing';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createFlagClient, type FlagClient } from './index.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

type Faulty = Response | Promise<Response> | undefined;
type Fault = (server: FlagServer, held: number | undefined) => Faulty;

/** No server ever served these flags. */
const WRONG = { banner: answerOf('wrong') };
const html = () => new Response('<html>Please sign in</html>', { headers: { 'Content-Type': 'text/html' } });
const after = (ms: number, response: Response) =>
  new Promise<Response>((resolve) => setTimeout(() => resolve(response), ms));
const answerAt = (version: number) => ({ environment: 'production', version, flags: flagsAt(version) });
const textOf = ({ state }: FlagServer) => JSON.stringify(answerAt(state.version));

/** The value of the flag is the version, so that a read reveals the answer it comes from. */
function flagsAt(version: number) {
  return { banner: answerOf(version) };
}

const faults: Readonly<Record<string, Fault>> = {
  none: () => undefined,
  rejects: () => Promise.reject(new TypeError('fetch failed')),
  hangs: () => new Promise(() => {}),
  'is slow': ({ state }) => after(4_000, resultOf(answerAt(state.version))),
  'is too slow': ({ state }) => after(14_000, resultOf(answerAt(state.version))),
  'is truncated': (server) => new Response(textOf(server).slice(0, -9)),
  'breaks off': (server) => brokenOff(textOf(server).slice(0, 30)),
  'is corrupt': (server) => new Response(textOf(server).replace('"version"', '"wersion"')),
  'is not text': () => new Response(new Uint8Array([31, 139, 8, 0, 255, 254, 0, 7])),
  'is a page': html,
  'is empty': () => new Response(''),
  'is nothing': () => new Response(null, { status: 204 }),
  'has another shape': () => resultOf({ version: 99, flags: { banner: 'wrong' } }),
  'is null': () => Response.json(null),
  'is foreign': () => resultOf({ environment: 'development', version: 99, flags: WRONG }),
  'has lost its flags': (_server, held) =>
    resultOf({ environment: 'production', ...(held && { version: held }), flags: {} }),
  'is older': ({ state }) => resultOf(answerAt(Math.max(1, state.version - 1))),
  'has failed': () => errorOf(500),
  'is busy': () => errorOf(503, null, { 'Retry-After': '5' }),
  'has too many streams': () => errorOf(429, null, { 'Retry-After': '60' }),
  denies: () => errorOf(401),
  // Faults of a stream:
  'is a garbled stream': () => streamOf('data: {"version":\nid: 2\n\n'),
  'is a corrupt stream': () => streamOf('event: connected\ndata: {}\n\ndata: {"version":99}\nid: 1\n\n'),
  'is a silent stream': () => streamOf('event: connected\ndata: {"silenceMs":45000}\n\n'),
  'is a stream that never begins': () => streamOf(': \n\n'),
};

function brokenOff(text: string): Response {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode(text)),
    pull: (controller) => controller.error(new TypeError('terminated')),
  });
  return new Response(body);
}

function streamOf(text: string): Response {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode(text)),
  });
  return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
}

const kind = fc.constantFrom(...Object.keys(faults));
const step = fc.record({
  answer: kind,
  stream: kind,
  what: fc.constantFrom('nothing', 'change', 'change', 'refresh', 'drop', 'context'),
  forSec: fc.integer({ min: 0, max: 20 }),
});

/** The longest delay before a retry: 5 minutes after a 401. */
const PATIENCE_MS = 5 * MINUTE_MS;
const POLL_MS = 30_000;

it('R1 R10 R14 with any network fault, no read throws, returns a value that was never served or an older one, and the latest value arrives in the end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), fc.integer(), async (steps, seed) => {
      const server = aFlagServer();
      server.state.silenceMs = 45_000;
      server.state.flagsFor = () => flagsAt(server.state.version);
      const { client, read } = openClient(server, seed);
      for (const { answer, stream, what, forSec } of steps) {
        server.respondWith((path) => faults[path === 'stream' ? stream : answer]?.(server, client.status().version));
        act(server, client, what);
        read();
        for (let second = 0; second < forSec; second++) {
          await vi.advanceTimersByTimeAsync(1_000);
          read();
        }
      }
      server.recover();
      await vi.advanceTimersByTimeAsync(PATIENCE_MS + POLL_MS);
      expect([read(), client.status().state]).toEqual([server.state.version, 'ready']);
      change(server);
      await vi.advanceTimersByTimeAsync(POLL_MS + 1_000);
      expect(read()).toBe(server.state.version);
      client.close();
    }),
    { numRuns: 150 },
  );
});

function openClient(server: FlagServer, seed: number) {
  let state = seed;
  const random = () => ((state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0) >>> 0) / 2 ** 32;
  const runtime = { now: () => Date.now(), random, fetch: server.fetch };
  const client = createFlagClient({ url: 'http://flags.test', environment: 'production', runtime });
  let newest: number | undefined;
  function read(): unknown {
    const value = client.get('banner', null);
    const { version } = client.status();
    // The fallback applies only until the first answer.
    if (value === null) expect(newest).toBeUndefined();
    else expect(value).toBe(version);
    expect(version ?? 0).toBeGreaterThanOrEqual(newest ?? 0);
    expect(version ?? 0).toBeLessThanOrEqual(server.state.version);
    expect(client.isEnabled('banner')).toBe(value !== null);
    newest = version;
    return value;
  }
  return { client, read };
}

function act(server: FlagServer, client: FlagClient, what: string): void {
  if (what === 'change') change(server);
  if (what === 'refresh') client.refresh();
  if (what === 'drop') server.dropStreams();
  if (what === 'context') client.setContext({ requests: server.requests.length });
}

function change(server: FlagServer): void {
  const version = server.state.version + 1;
  server.publish(flagsAt(version), version);
}
