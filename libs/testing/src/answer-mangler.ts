import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The reply that a client gets instead of the server's answer. */
export type Reply = {
  /** 200 by default. */
  readonly status?: number;
  /** JSON by default. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** The connection breaks after the body. */
  readonly isBrokenOff?: boolean;
};

/** The changes that the proxy makes to answers. */
type Mangling = {
  /** Replaces evaluations; gets the server's answer. */
  readonly answer?: (genuine: string) => Reply;
  /** Replaces streams of versions. `held`: nothing arrives until the stream ends. `begun`: only its beginning does. */
  readonly stream?: Reply | 'held' | 'begun';
};

export type AnswerMangler = AsyncDisposable & {
  readonly url: string;
  /** Applies to requests from now on; `undefined` forwards everything unchanged. */
  mangle(mangling: Mangling | undefined): void;
  /** Number of open streams. */
  readonly streams: number;
  /** Ends the open streams. */
  dropStreams(): void;
};

/** How long a `begun` stream forwards data: long enough for its first version, too short for a heartbeat. */
const BEGINNING_MS = 1_000;
const LOGIN_PATH = '/login';

/**
 * Starts an HTTP proxy between clients and the server at `target`.
 *
 * @param files files that the proxy serves itself, by path, so that pages have the same origin as the server.
 */
export async function startAnswerMangler(
  target: string,
  files: Readonly<Record<string, Reply>> = {},
): Promise<AnswerMangler> {
  let mangling: Mangling = {};
  const streams = new Set<ServerResponse>();

  async function pass(received: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url = '', method } = received;
    const file = files[url.replace(/\?.*/, '')];
    if (file) return reply(response, file);
    if (url === LOGIN_PATH) return reply(response, { headers: { 'Content-Type': 'text/html' }, body: '<html>Sign in' });
    const isStream = url.startsWith('/api/config/stream');
    if (isStream) track(response);
    const { stream, answer } = mangling;
    if (isStream && typeof stream === 'object') return reply(response, stream);
    const { 'accept-encoding': _, ...headers } = received.headers;
    const upstream = request(target + url, { method, headers });
    upstream.on('error', () => response.destroy());
    response.on('close', () => upstream.destroy());
    received.pipe(upstream);
    const [genuine] = (await once(upstream, 'response')) as [IncomingMessage];
    genuine.on('error', () => response.destroy());
    if (answer && url.startsWith('/api/config/evaluate')) reply(response, answer(await readText(genuine)));
    else if (isStream && typeof stream === 'string') hold(genuine, response, stream);
    else genuine.pipe(response.writeHead(genuine.statusCode ?? 502, genuine.headers));
  }

  function track(response: ServerResponse): void {
    streams.add(response);
    response.on('close', () => streams.delete(response));
  }

  const server = createServer((received, response) => void pass(received, response).catch(() => response.destroy()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mangle: (next = {}) => {
      mangling = next;
    },
    get streams() {
      return streams.size;
    },
    dropStreams: () => {
      for (const stream of streams) stream.destroy();
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function reply(response: ServerResponse, { status = 200, headers, body = '', isBrokenOff }: Reply): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  if (isBrokenOff) response.write(body, () => response.destroy());
  else response.end(status === 204 ? undefined : body);
}

/** Like a buffering proxy: held data arrives when the stream ends. */
function hold(genuine: IncomingMessage, response: ServerResponse, how: 'held' | 'begun'): void {
  const held: Buffer[] = [];
  const until = performance.now() + (how === 'begun' ? BEGINNING_MS : 0);
  if (how === 'begun') response.writeHead(genuine.statusCode ?? 502, genuine.headers);
  genuine.on('data', (chunk: Buffer) => {
    if (performance.now() < until) response.write(chunk);
    else held.push(chunk);
  });
  genuine.on('end', () => response.end(Buffer.concat(held)));
}

async function readText(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
