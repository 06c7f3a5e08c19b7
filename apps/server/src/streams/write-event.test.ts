import type { Response } from 'express';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { needsDrain, onDrained, writeEvent } from './write-event.ts';

const EVENT = Buffer.from('id: 7\ndata: "größe"\n\n');

/** The bytes after the head of a response that `write` writes, over one connection. */
async function bodyOf(write: (response: Response) => void, request = 'GET / HTTP/1.1\r\nHost: a'): Promise<string> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    write(response as Response);
    response.end();
  }).listen(0);
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port);
  socket.write(`${request}\r\nConnection: close\r\n\r\n`);
  const answer = await text(socket);
  server.close();
  return answer.slice(answer.indexOf('\r\n\r\n'));
}

describe('an event that many streams share', () => {
  it('has the bytes that Node writes, before, between and after other writes', async () => {
    const write = (response: ServerResponse, event: Buffer) => response.write(event);
    const bodies = await Promise.all(
      [write, writeEvent].map((write) =>
        bodyOf((response) => {
          write(response, EVENT);
          response.write('begin\n\n');
          write(response, EVENT);
          write(response, EVENT);
          response.write(':\n\n');
        }),
      ),
    );
    expect(bodies[1]).toBe(bodies[0]);
    expect(bodies[1]).toContain('größe');
  });

  it('is not framed for a client of HTTP/1.0', async () => {
    const body = await bodyOf((response) => writeEvent(response, EVENT), 'GET / HTTP/1.0');
    expect(body).toBe(`\r\n\r\n${EVENT.toString()}`);
  });

  it('R17 reports a client that does not read, and when it has read', async () => {
    const big = Buffer.alloc(1_000_000, 'a');
    const seen = Promise.withResolvers<void>();
    const server = createServer((_request, response) => {
      const stream = response as Response;
      response.writeHead(200).write('begin');
      while (writeEvent(stream, big));
      expect(needsDrain(stream)).toBe(true);
      const stop = onDrained(stream, () => {
        expect(needsDrain(stream)).toBe(false);
        stop();
        seen.resolve();
        response.end();
      });
      client.resume();
    }).listen(0);
    await once(server, 'listening');
    const client = connect((server.address() as AddressInfo).port).pause();
    client.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    await seen.promise;
    await once(client, 'close');
    server.close();
  });
});
