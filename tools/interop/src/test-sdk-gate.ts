import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A gate before a server: it counts requests, and refuses those that a test wants refused. */
export type SdkGate = { readonly url: string; asked(path: string): number; close(): void };

/** @param refuse returns the status of a refused request. */
export async function startGate(server: string, refuse: (path: string) => number | undefined): Promise<SdkGate> {
  const asked = new Map<string, number>();
  const gate = createServer(({ url = '', headers }, response) => {
    const path = url.split('?', 1)[0] ?? '';
    asked.set(path, (asked.get(path) ?? 0) + 1);
    const status = refuse(path);
    if (status !== undefined) response.writeHead(status).end();
    else void forward(server + url, headers, response);
  });
  await new Promise<void>((resolve) => gate.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(gate.address() as AddressInfo).port}`,
    asked: (path) => asked.get(path) ?? 0,
    close: () => {
      gate.closeAllConnections();
      gate.close();
    },
  };
}

/** Headers of one connection, which the other one has of its own. */
const OWN = ['host', 'connection', 'content-encoding', 'content-length', 'transfer-encoding'];
const withoutOwn = (headers: Iterable<[string, unknown]>) =>
  Object.fromEntries([...headers].filter(([name]) => !OWN.includes(name))) as Record<string, string>;

async function forward(url: string, given: IncomingHttpHeaders, response: ServerResponse): Promise<void> {
  const ending = new AbortController();
  response.once('close', () => ending.abort());
  try {
    const answer = await fetch(url, { headers: withoutOwn(Object.entries(given)), signal: ending.signal });
    response.writeHead(answer.status, withoutOwn(answer.headers));
    for await (const chunk of answer.body ?? []) response.write(chunk);
  } catch {
    // The client has gone.
  }
  response.end();
}
