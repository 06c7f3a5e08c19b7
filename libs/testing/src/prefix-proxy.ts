import { once } from 'node:events';
import { createServer, type IncomingMessage, request as send, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type PrefixProxy = AsyncDisposable & {
  /** The public URL of the server, which ends with the prefix. */
  readonly url: string;
  /** Forwards new requests to this server. */
  readonly pointTo: (target: string) => void;
};

type PrefixProxyOptions = {
  /** For example `/flags`. */
  readonly prefix: string;
  /** Whether the prefix is removed from forwarded paths. */
  readonly strips: boolean;
};

/** An HTTP/1.1 proxy that serves a server below a path, and keeps the `Host` header. */
export async function startPrefixProxy({ prefix, strips }: PrefixProxyOptions): Promise<PrefixProxy> {
  let target = '';

  function pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const path = incoming.url ?? '/';
    const isBelow = path === prefix || path.startsWith(`${prefix}/`) || path.startsWith(`${prefix}?`);
    // A request without the prefix is a bug of its sender.
    if (!isBelow) return void outgoing.writeHead(404).end('not behind this prefix');
    const rest = path.slice(prefix.length);
    const stripped = rest.startsWith('/') ? rest : `/${rest}`;
    const { method = 'GET', headers } = incoming;
    const upstream = send(target + (strips ? stripped : path), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(outgoing);
      answer.on('error', () => outgoing.destroy());
    });
    upstream.on('error', () => outgoing.destroy());
    outgoing.on('close', () => upstream.destroy());
    incoming.pipe(upstream);
  }

  const server = createServer(pass).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`,
    pointTo: (next) => {
      target = next;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
