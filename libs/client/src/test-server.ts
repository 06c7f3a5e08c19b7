import type { ClientRuntime } from './runtime.ts';

type Flags = Record<string, unknown>;
type Timing = { evaluatedAt?: string | undefined; nextChangeAt?: string | undefined };
type Answer = Timing & { environment?: string; version?: number; flags?: Flags };
type Asked = { path: string; url: string; method: string; headers: Headers; body: string };

/**
 * A Burgee server in memory behind a client's only boundary, `fetch`. It uses tRPC's own format, so that the real links,
 * event source and parsers are part of every test.
 */
export function aServer(first: Flags = { banner: on }) {
  const requests: Asked[] = [];
  const streams = new Set<ReadableStreamDefaultController<Uint8Array>>();
  const waiting: (() => void)[] = [];
  const state = {
    environment: 'production',
    version: 1,
    flagsFor: (_context: Flags): Flags => first,
    /** How long a silence must be before clients consider the stream dead; `undefined`: they never do. */
    silenceMs: undefined as number | undefined,
    /** When time alone changes flags, by the server's clock. */
    nextChangeAt: undefined as number | undefined,
    /** How far the server's clock is ahead of the device's clock. */
    aheadMs: 0,
  };
  let respond: (path: string) => Response | Promise<Response | undefined> | undefined = () => undefined;

  const fetch: ClientRuntime['fetch'] = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const { pathname } = new URL(url, 'http://flags.test');
    const path = pathname.slice(pathname.lastIndexOf('/') + 1);
    const body = typeof init?.body === 'string' ? init.body : '';
    requests.push({ path, url, method: init?.method ?? 'GET', headers: new Headers(init?.headers), body });
    for (const wake of waiting.splice(0)) wake();
    const response = await raceAbort(respond(path), init?.signal);
    if (response) return response;
    return path === 'evaluation.changes' ? openStream(init?.signal) : answer(body);
  };

  function answer(body: string): Response {
    const { context = {} } = JSON.parse(body || '{}') as { context?: Flags };
    const { environment, version } = state;
    return resultOf({ environment, version, ...timing(), flags: state.flagsFor(context) });
  }

  function timing(): Timing {
    const { nextChangeAt = -Infinity, aheadMs } = state;
    const evaluatedAt = Date.now() + aheadMs;
    if (nextChangeAt <= evaluatedAt) return {};
    const [evaluated, next] = [evaluatedAt, nextChangeAt].map((instant) => new Date(instant).toISOString());
    return { evaluatedAt: evaluated, nextChangeAt: next };
  }

  function openStream(signal: AbortSignal | null | undefined): Response {
    signal?.throwIfAborted();
    let own: ReadableStreamDefaultController<Uint8Array>;
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        own = controller;
        streams.add(controller);
        signal?.addEventListener('abort', () => {
          streams.delete(controller);
          controller.error(new DOMException('aborted', 'AbortError'));
        });
        const options = JSON.stringify({ reconnectAfterInactivityMs: state.silenceMs });
        send(controller, `event: connected\ndata: ${options}\n\n`);
        send(controller, versionEvent(state.version));
      },
      cancel: () => void streams.delete(own),
    });
    return new Response(stream, { headers: { 'Content-Type': 'text/event-stream' } });
  }

  return {
    fetch,
    requests,
    streams,
    state,
    /** Number of requests for answers. */
    asked: () => requests.filter(({ path }) => path === 'evaluation.evaluateAll').length,
    /** Number of requests for a stream. */
    opened: () => requests.filter(({ path }) => path === 'evaluation.changes').length,
    /** Resolves at the next request. */
    nextRequest: () => new Promise<void>((resolve) => waiting.push(resolve)),
    /** Changes flags and announces the version on the streams. */
    publish: (flags: Flags, version = state.version + 1) => {
      state.flagsFor = () => flags;
      state.version = version;
      for (const stream of streams) send(stream, versionEvent(version));
    },
    say: (text: string) => {
      for (const stream of streams) send(stream, text);
    },
    dropStreams: () => {
      for (const stream of [...streams]) {
        streams.delete(stream);
        stream.close();
      }
    },
    /** If the function returns a response for a path, it replaces the server's response. */
    respondWith: (next: typeof respond) => void (respond = next),
    recover: () => void (respond = () => undefined),
  };
}
export type TestServer = ReturnType<typeof aServer>;

export const on = { value: true, variant: 'on', enabled: true, reason: 'STATIC' } as const;
export const off = { value: false, variant: 'off', enabled: false, reason: 'DISABLED' } as const;

/** The answer of a flag that is not a boolean. */
export function valued(value: unknown) {
  return { value, variant: 'some', enabled: true, reason: 'STATIC' };
}

export function resultOf(data: Answer): Response {
  return Response.json({ result: { data } });
}

export function errorOf(
  httpStatus: number,
  failure: object | null = null,
  headers?: HeadersInit,
  message = `status ${httpStatus}`,
): Response {
  const error = { message, code: -32000, data: { code: 'ERROR', httpStatus, failure } };
  return Response.json({ error }, { status: httpStatus, ...(headers && { headers }) });
}

/** A promise with its resolvers. */
export function aGate<T = void>() {
  return Promise.withResolvers<T>();
}

function versionEvent(version: number): string {
  return `data: {"version":${version}}\nid: ${version}\n\n`;
}

function send(stream: ReadableStreamDefaultController<Uint8Array>, text: string): void {
  stream.enqueue(new TextEncoder().encode(text));
}

async function raceAbort<T>(work: Promise<T> | T, signal: AbortSignal | null | undefined): Promise<T> {
  return await new Promise<T>((resolve, reject) => {
    signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
    Promise.resolve(work).then(resolve, reject);
  });
}
