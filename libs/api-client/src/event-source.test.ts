import { eventually } from '@burgee/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createApiClient } from './api-client.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

/** A server in memory that answers each request with a stream, in tRPC's format, which begins with `state.version`. */
function aStreamServer(silenceMs: number | undefined) {
  const state = { version: 1 };
  const requests: Headers[] = [];
  let open: ReadableStreamDefaultController<Uint8Array> | undefined;
  const say = (text: string) => open?.enqueue(new TextEncoder().encode(text));
  const fetch: typeof globalThis.fetch = async (_url, init) => {
    requests.push(new Headers(init?.headers));
    const body = new ReadableStream<Uint8Array>({ start: (controller) => void (open = controller) });
    init?.signal?.addEventListener('abort', () => {
      open?.error(new DOMException('aborted', 'AbortError'));
      open = undefined;
    });
    say(`event: connected\ndata: ${JSON.stringify({ reconnectAfterInactivityMs: silenceMs })}\n\n`);
    say(`data: {"version":${state.version}}\nid: ${state.version}\n\n`);
    return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
  };
  return { fetch, state, requests, say, isOpen: () => open !== undefined, drop: () => open?.close() };
}

/** Subscribes to the versions of a server in memory, and waits for the first one. */
async function subscribed({ silenceMs }: { silenceMs?: number } = {}) {
  const server = aStreamServer(silenceMs);
  const versions: number[] = [];
  const errors: string[] = [];
  const { evaluation } = createApiClient({ url: 'http://flags.test', fetch: server.fetch });
  const { unsubscribe } = evaluation.changes.subscribe(
    {},
    { onData: ({ data }) => versions.push(data.version), onError: ({ message }) => errors.push(message) },
  );
  await eventually(() => expect(versions).toEqual([1]));
  return { ...server, versions, errors, [Symbol.dispose]: unsubscribe };
}

describe('R14 a stream', () => {
  it('ends with an error at a message that is not JSON', async () => {
    using stream = await subscribed();
    stream.say('data: {"version":\nid: 2\n\n');
    await eventually(() => expect(stream.errors).toEqual([expect.stringContaining('invalid message: SyntaxError')]));
    expect(stream.isOpen()).toBe(false);
  });

  it('ends with an error at a line that never ends', async () => {
    using stream = await subscribed();
    stream.say(`data: ${'x'.repeat(200_000)}`);
    await eventually(() => expect(stream.errors).toEqual([expect.stringContaining('buffer')]));
    expect(stream.isOpen()).toBe(false);
  });

  it('continues after a lost connection, from the last version', async () => {
    using stream = await subscribed();
    stream.drop();
    await eventually(() => expect(vi.getTimerCount()).toBe(1));
    stream.state.version = 2;
    await vi.advanceTimersToNextTimerAsync();
    await eventually(() => expect(stream.versions).toEqual([1, 2]));
    expect(stream.requests[1]?.get('Last-Event-ID')).toBe('1');
    expect(stream.errors).toEqual([]);
  });
});

describe('R9 a silent stream', () => {
  it('ends with an error once it is silent for longer than the server allows', async () => {
    using stream = await subscribed({ silenceMs: 45_000 });
    await vi.advanceTimersByTimeAsync(44_999);
    expect(stream.errors).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    await eventually(() => expect(stream.errors).toEqual(['The server sent nothing for 45000 ms.']));
    expect([stream.isOpen(), stream.requests.length]).toEqual([false, 1]);
  });

  it('stays open as long as heartbeats arrive', async () => {
    using stream = await subscribed({ silenceMs: 45_000 });
    for (let beat = 0; beat < 10; beat++) {
      await vi.advanceTimersByTimeAsync(30_000);
      stream.say('event: ping\ndata: \n\n');
    }
    await vi.advanceTimersByTimeAsync(30_000);
    expect([stream.errors, stream.isOpen()]).toEqual([[], true]);
  });

  it('stays open if the server sets no limit', async () => {
    using stream = await subscribed();
    expect(vi.getTimerCount()).toBe(0);
    stream.say('data: {"version":2}\nid: 2\n\n');
    await eventually(() => expect(stream.versions).toEqual([1, 2]));
  });
});
