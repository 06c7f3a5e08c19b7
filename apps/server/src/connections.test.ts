import { eventually } from '@burgee/testing';
import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, it } from 'vitest';
import { trackConnections } from './connections.ts';

async function start(answer: RequestListener, max = Infinity) {
  const server = createServer((request, response) => {
    connections.begin(response);
    answer(request, response);
  });
  const connections = trackConnections(server, max);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    connections,
    /** Connects a client, which requests `path` if given. It reads only once a listener is attached. */
    client: async (path?: string) => {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      if (path !== undefined) socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
      return socket;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Writes as fast as the client reads, as change streams do. Waits indefinitely for a client that reads nothing. */
async function writeForever(response: ServerResponse, sizes: number[]): Promise<void> {
  const chunk = 'x'.repeat(16_384);
  while (!response.destroyed) {
    const isTaken = response.write(chunk);
    sizes.push(response.writableLength);
    if (!isTaken) await new Promise<void>((resolve) => response.once('drain', resolve));
  }
}

it('R17 disconnects only a client that reads nothing, with a bounded buffer', async () => {
  const sizes: number[] = [];
  const closed: string[] = [];
  await using http = await start((request, response) => {
    response.once('close', () => closed.push(request.url ?? ''));
    if (request.url === '/slow') void writeForever(response, sizes);
    else response.write('event: ping\n\n');
  });
  const [slow, quick] = [await http.client('/slow'), await http.client('/quick')];
  await once(quick, 'data');
  slow.pause();
  let now = 0;
  await eventually(() => {
    http.connections.endStuck((now += 1_000), 30_000);
    expect(closed).toEqual(['/slow']);
  }, 5);
  expect(now).toBeGreaterThanOrEqual(30_000);
  expect(Math.max(...sizes)).toBeLessThan(128 * 1024);
  expect(quick.closed).toBe(false);
  slow.destroy();
  quick.destroy();
});

it('10.6 a new connection replaces the longest idle one, never one with a request', async () => {
  await using http = await start((request, response) => {
    if (request.url === '/stream') response.write('event: ping\n\n');
    else response.end('done');
  }, 3);
  const stream = await http.client('/stream');
  await once(stream, 'data');
  const oldest = await http.client();
  const asked = await http.client('/');
  await once(asked, 'data');
  const closed = once(oldest.resume(), 'close');
  const next = await http.client('/');
  await closed;
  await once(next, 'data');
  expect([stream.closed, asked.closed]).toEqual([false, false]);
});
