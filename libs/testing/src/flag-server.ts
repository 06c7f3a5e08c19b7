import { answerOn, resultOf } from './flag-answers.ts';

type Flags = Readonly<Record<string, unknown>>;
type Context = Readonly<Record<string, unknown>>;
type Asked = {
  /** The path after `/api/config/`, such as `evaluate`. */
  readonly path: string;
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: string;
};
type Respond = (path: string) => Response | Promise<Response | undefined> | undefined;
type Stream = { send(text: string): void; close(): void };

export type FlagServer = ReturnType<typeof aFlagServer>;

/**
 * A Burgee server in memory behind a client's only boundary, `fetch`. It uses the format of the HTTP API, so that the real
 * parsers are part of every test.
 *
 * @param first the answer of each flag.
 */
export function aFlagServer(first: Flags = { banner: answerOn }) {
  const requests: Asked[] = [];
  const streams = new Set<Stream>();
  const waiting: (() => void)[] = [];
  const state = {
    environment: 'production',
    version: 1,
    flagsFor: (_context: Context): Flags => first,
    /** Answers that replace those of `flagsFor`. */
    overridesFor: (_context: Context): Flags => ({}),
    /** How long a silence must be before clients consider the stream dead; `undefined`: they never do. */
    silenceMs: undefined as number | undefined,
    /** When time alone changes flags, by the server's clock. */
    nextChangeAt: undefined as number | undefined,
    /** How far the server's clock is ahead of the device's clock. */
    aheadMs: 0,
  };
  let respond: Respond = () => undefined;

  const fetch: typeof globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const { pathname } = new URL(url, 'http://flags.test');
    const path = pathname.replace(/^.*\/api\/config\//, '');
    const body = typeof init?.body === 'string' ? init.body : '';
    requests.push({ path, url, method: init?.method ?? 'GET', headers: new Headers(init?.headers), body });
    for (const wake of waiting.splice(0)) wake();
    const response = await raceAbort(respond(path), init?.signal);
    if (response) return response;
    return path === 'stream' ? openStream(init?.signal) : answer(body);
  };

  function answer(body: string): Response {
    const { context = {} } = JSON.parse(body || '{}') as { context?: Context };
    const { environment, version } = state;
    const flags = { ...state.flagsFor(context), ...state.overridesFor(context) };
    return resultOf({ environment, version, ...timing(), flags });
  }

  function timing(): { evaluatedAt?: string | undefined; nextChangeAt?: string | undefined } {
    const { nextChangeAt = -Infinity, aheadMs } = state;
    const evaluatedAt = Date.now() + aheadMs;
    if (nextChangeAt <= evaluatedAt) return {};
    const [evaluated, next] = [evaluatedAt, nextChangeAt].map((instant) => new Date(instant).toISOString());
    return { evaluatedAt: evaluated, nextChangeAt: next };
  }

  function openStream(signal: AbortSignal | null | undefined): Response {
    signal?.throwIfAborted();
    let own: Stream;
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        own = {
          send: (text) => controller.enqueue(new TextEncoder().encode(text)),
          close: () => controller.close(),
        };
        streams.add(own);
        signal?.addEventListener('abort', () => {
          streams.delete(own);
          controller.error(new DOMException('aborted', 'AbortError'));
        });
        own.send(`event: connected\ndata: ${JSON.stringify({ silenceMs: state.silenceMs })}\n\n`);
        own.send(versionEvent(state.version));
      },
      cancel: () => void streams.delete(own),
    });
    return new Response(stream, { headers: { 'Content-Type': 'text/event-stream' } });
  }

  return {
    fetch,
    requests,
    /** The open streams. */
    streams: streams as { readonly size: number },
    state,
    /** Number of requests for answers. */
    asked: () => requests.filter(({ path }) => path === 'evaluate').length,
    /** Number of requests for a stream. */
    opened: () => requests.filter(({ path }) => path === 'stream').length,
    /** Resolves at the next request. */
    nextRequest: () => new Promise<void>((resolve) => waiting.push(resolve)),
    /** Changes flags and announces the version on the streams. */
    publish: (flags: Flags, version = state.version + 1) => {
      state.flagsFor = () => flags;
      state.version = version;
      for (const stream of streams) stream.send(versionEvent(version));
    },
    /** Sends text on all streams. */
    say: (text: string) => {
      for (const stream of streams) stream.send(text);
    },
    dropStreams: () => {
      for (const stream of [...streams]) {
        streams.delete(stream);
        stream.close();
      }
    },
    /** If the function returns a response for a path, it replaces the server's response. */
    respondWith: (next: Respond) => void (respond = next),
    recover: () => void (respond = () => undefined),
  };
}

function versionEvent(version: number): string {
  return `id: ${version}\ndata: {"version":${version}}\n\n`;
}

async function raceAbort<T>(work: Promise<T> | T, signal: AbortSignal | null | undefined): Promise<T> {
  return await new Promise<T>((resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error));
    Promise.resolve(work).then(resolve, reject);
  });
}
