import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { plainLengthOf, useWholeBody } from './whole-body.ts';

/** A server that answers with the body, and with who read it: `use`, unless the body begins with "odd", or `otherwise`. */
async function startServer() {
  const reached = { request: Promise.withResolvers<void>(), otherwise: Promise.withResolvers<void>() };
  const answer = (response: ServerResponse, by: string, body: string) => response.end(`<${by}: ${body}>`);
  async function read(request: IncomingMessage, response: ServerResponse): Promise<void> {
    reached.otherwise.resolve();
    // As Express does after authentication.
    await Promise.resolve();
    answer(response, 'otherwise', await text(request));
  }
  const server = createServer((request, response) => {
    reached.request.resolve();
    const length = plainLengthOf(request, 1_000);
    if (length === undefined) return void read(request, response);
    const use = (body: Buffer) => {
      const isUsed = !String(body).startsWith('odd');
      if (isUsed) answer(response, 'use', String(body));
      return isUsed;
    };
    useWholeBody(request, length, use, () => void read(request, response));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').setNoDelay();
  let received = '';
  socket.on('data', (chunk) => (received += String(chunk)));
  return {
    reached,
    send: (part: string) => socket.write(part),
    /** Waits until the server closes the connection, which the last request demands. */
    answers: async () => {
      await once(socket, 'close');
      return received.match(/<[^>]*>/g);
    },
    leave: () => socket.destroy(),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const head = (length: number, ...more: string[]) =>
  ['POST / HTTP/1.1', 'Host: x', `Content-Length: ${length}`, ...more, '', ''].join('\r\n');
const last = (length: number) => head(length, 'Connection: close');

describe('the body of a request', () => {
  it('is used if it arrives with the head', async () => {
    await using server = await startServer();
    server.send(`${last(4)}body`);
    expect(await server.answers()).toEqual(['<use: body>']);
  });

  it('is used if it arrives after the head', async () => {
    await using server = await startServer();
    server.send(last(4));
    await server.reached.request.promise;
    server.send('body');
    expect(await server.answers()).toEqual(['<use: body>']);
  });

  it('is left to others if it arrives in parts', async () => {
    await using server = await startServer();
    server.send(`${last(8)}half`);
    await server.reached.otherwise.promise;
    server.send('rest');
    expect(await server.answers()).toEqual(['<otherwise: halfrest>']);
  });

  it('can be read by others if it turns out to be odd', async () => {
    await using server = await startServer();
    server.send(`${last(8)}odd body`);
    expect(await server.answers()).toEqual(['<otherwise: odd body>']);
  });

  it('is left to others if it is empty, large, chunked or compressed', async () => {
    await using server = await startServer();
    const chunked = 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n';
    const large = 'x'.repeat(1_001);
    server.send(`${head(0)}${head(1_001)}${large}${chunked}${head(4, 'Content-Encoding: gzip')}zippy`.slice(0, -1));
    server.send(`${last(4)}body`);
    expect(await server.answers()).toEqual([
      '<otherwise: >',
      `<otherwise: ${large}>`,
      '<otherwise: body>',
      '<otherwise: zipp>',
      '<use: body>',
    ]);
  });

  it('leaves the next request on the connection intact, used or not', async () => {
    await using server = await startServer();
    server.send(`${head(3)}one${head(7)}odd two${head(5)}three${last(8)}odd four`);
    expect(await server.answers()).toEqual([
      '<use: one>',
      '<otherwise: odd two>',
      '<use: three>',
      '<otherwise: odd four>',
    ]);
  });

  it('that never arrives does no harm', async () => {
    await using server = await startServer();
    server.send(head(4));
    await server.reached.request.promise;
    server.leave();
    expect(await server.answers()).toBeNull();
  });
});
