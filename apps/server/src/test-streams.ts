import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';

/** Both streams of versions: the one of tRPC, and the one for clients without it. */
export const VERSION_STREAMS = ['/trpc/evaluation.changes?input=%7B%7D', '/api/config/stream'] as const;

/** An open change stream, read as a browser does. */
export type OpenStream = {
  readonly status: number;
  readonly response: IncomingMessage;
  /** All text received so far. */
  readonly text: () => string;
  /** Resolves when the stream ends; `complete` is whether it ended properly. */
  readonly ended: Promise<{ readonly at: number; readonly complete: boolean }>;
  close(): void;
};

export async function openStream(
  url: string,
  { headers = {}, path = VERSION_STREAMS[0] }: { headers?: Record<string, string>; path?: string } = {},
): Promise<OpenStream> {
  const agent = new Agent({ keepAlive: true });
  const request = get(url + path, {
    agent,
    headers: { Accept: 'text/event-stream', ...headers },
  });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let text = '';
  response.on('data', (chunk: Buffer) => (text += String(chunk)));
  // `complete` shows how the stream ended.
  response.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => response.once('close', resolve));
  const ended = closed.then(() => ({ at: performance.now(), complete: response.complete }));
  return {
    status: response.statusCode ?? 0,
    response,
    text: () => text,
    ended,
    close: () => {
      request.destroy();
      agent.destroy();
    },
  };
}

export function openStreams(count: number, ...asked: Parameters<typeof openStream>): Promise<OpenStream[]> {
  return Promise.all(Array.from({ length: count }, () => openStream(...asked)));
}
