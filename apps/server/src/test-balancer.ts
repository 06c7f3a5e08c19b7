import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request as send, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A minimal load balancer: it polls every server's readiness, and never sends a request twice. */
export type Balancer = AsyncDisposable & {
  readonly url: string;
  /** Replaces the list of servers. */
  use(urls: readonly string[]): void;
  /** The servers that were ready at the last check. */
  ready(): readonly string[];
  /** Errors between the balancer and the servers. */
  readonly failures: readonly string[];
};

const CHECK_EVERY_MS = 200;

export async function startBalancer(urls: readonly string[]): Promise<Balancer> {
  const agent = new Agent({ keepAlive: true });
  const failures: string[] = [];
  let known = urls;
  let ready = urls;
  let turn = 0;

  async function check(): Promise<void> {
    const checked = known;
    const isReady = await Promise.all(
      checked.map((url) =>
        fetch(`${url}/readyz`).then(
          ({ ok, body }) => (void body?.cancel(), ok),
          () => false,
        ),
      ),
    );
    if (checked === known) ready = known.filter((_url, index) => isReady[index]);
  }

  function pass(asked: IncomingMessage, answer: ServerResponse): void {
    const url = ready[turn++ % ready.length];
    const { method, headers, url: path } = asked;
    const request = send(`${url}${path}`, { agent, method, headers: { ...headers, connection: 'keep-alive' } });
    request.on('response', (got) => {
      const { connection: _hop, ...rest } = got.headers;
      answer.writeHead(got.statusCode ?? 502, rest);
      got.pipe(answer);
    });
    request.on('error', (error) => {
      failures.push(`${method} ${path}: ${error.message}`);
      answer.writeHead(502).end();
    });
    asked.pipe(request);
  }

  const server = createServer(pass).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const timer = setInterval(() => void check(), CHECK_EVERY_MS);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    use: (next) => {
      known = next;
      ready = ready.filter((url) => next.includes(url));
    },
    ready: () => ready,
    failures,
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
