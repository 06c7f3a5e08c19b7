import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';

/** A proxy that counts the round trips between a client and PostgreSQL. */
export type CountingProxy = AsyncDisposable & {
  readonly port: number;
  /** Returns the round trips, from begin to commit, of each transaction committed since the last call. */
  take(): number[];
};

export async function startCountingProxy({ host, port }: { host: string; port: number }): Promise<CountingProxy> {
  let transactions: number[] = [];
  const sockets = new Set<{ destroy(): void }>();
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ port, host, noDelay: true });
    // Undefined outside of write transactions; loads begin with another statement.
    let trips: number | undefined;
    let isWaiting = false;
    client.on('data', (chunk: Buffer) => {
      const text = chunk.toString('latin1');
      if (/begin[;\0]/.test(text)) trips = 0;
      if (trips !== undefined && !isWaiting) trips++;
      isWaiting = true;
      if (trips !== undefined && text.includes('commit\0')) {
        transactions.push(trips);
        trips = undefined;
      }
      upstream.write(chunk);
    });
    upstream.on('data', (chunk: Buffer) => {
      isWaiting = false;
      client.write(chunk);
    });
    for (const [side, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(side);
      side.on('error', () => undefined);
      side.on('close', () => other.end());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    take: () => {
      const taken = transactions;
      transactions = [];
      return taken;
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
