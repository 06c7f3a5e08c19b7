import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { spawnServer } from '../test-process.ts';
import { type OpenStream, openStreams } from '../test-streams.ts';

describe('10.6 streams are capped', () => {
  it('below the limit of open files: 200 leave room for health, evaluation and administration', async () => {
    await using server = await spawnServer({}, { openFiles: 200 });
    const opened: OpenStream[] = [];
    // In groups, as clients arrive: more at once than there are descriptors would not all be answered.
    while (opened.length < 150) opened.push(...(await openStreams(10, server.url)));
    const statuses = new Map<number, number>();
    for (const { status } of opened) statuses.set(status, (statuses.get(status) ?? 0) + 1);
    expect([...statuses]).toEqual([
      [200, 102],
      [503, 48],
    ]);
    const idle = await Promise.all(Array.from({ length: 200 }, () => openIdle(server.url)));
    for (let round = 0; round < 5; round++) {
      for (const path of ['/healthz', '/readyz', '/api/config/flags', '/api/admin/flags']) {
        const answer = await fetch(server.url + path, {
          headers: { Authorization: `Bearer ${server.token}`, Connection: 'close' },
        });
        await answer.arrayBuffer();
        expect([path, answer.status]).toEqual([path, 200]);
      }
    }
    const open = opened.filter(({ status }) => status === 200);
    expect(open.every(({ response }) => !response.destroyed)).toBe(true);
    for (const socket of idle) socket.destroy();
    for (const { close } of opened) close();
  });
});

/** A client that connects and sends nothing. */
async function openIdle(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  // The server may close it at any time.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}
