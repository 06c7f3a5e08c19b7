import { type IncomingMessage, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { ask } from './http.ts';
import type { WorldServer } from './world.ts';

/** Sends requests to servers that report being ready, each on a new connection, like a simple balancer. */
export type Balancer = AsyncDisposable & {
  ask(path: string, question: { readonly body: unknown }): Promise<{ readonly status: number }>;
};

const CHECK_EVERY_MS = 250;

export function startBalancer(servers: readonly WorldServer[]): Balancer {
  const stopping = new AbortController();
  const ready = new Map(servers.map(({ name }) => [name, true]));
  let turn = 0;

  async function check(server: WorldServer): Promise<void> {
    while (!stopping.signal.aborted) {
      const status = await ask(`${server.url}/readyz`, { timeoutMs: 1_000 }).then(
        (answer) => answer.status,
        () => 0,
      );
      ready.set(server.name, status === 200);
      await pause(CHECK_EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  const checking = servers.map(check);
  return {
    ask: async (path, { body }) => {
      turn += 1;
      const inTurn = servers.map((_, at) => servers[(at + turn) % servers.length] as WorldServer);
      const candidates = inTurn.toSorted((one, other) => Number(ready.get(other.name)) - Number(ready.get(one.name)));
      for (const { url } of candidates) {
        const status = await send(url + path, JSON.stringify(body));
        if (status !== 'not connected') return { status };
      }
      throw new Error('no server accepts connections');
    },
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await Promise.all(checking);
    },
  };
}

/** A refused connection sent nothing, so another server may be tried. Any other error is a failure. */
function send(url: string, body: string): Promise<number | 'not connected'> {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
    const sent = request(url, { method: 'POST', agent: false, headers }, (response: IncomingMessage) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
      response.once('error', reject);
    });
    sent.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') resolve('not connected');
      else reject(error);
    });
    sent.end(body);
  });
}
