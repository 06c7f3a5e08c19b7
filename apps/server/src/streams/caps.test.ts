import { eventually } from '@burgee/testing';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { capacityOf } from '../descriptors.ts';
import { spawnServer } from '../test-process.ts';
import { startTestServer } from '../test-server.ts';
import { type OpenStream, openStream, openStreams, VERSION_STREAMS } from '../test-streams.ts';

describe.each(VERSION_STREAMS)('10.6 streams of %s are capped', (path) => {
  it('per client with 429, counted by key rather than address', async () => {
    await using burgee = await startTestServer({ settings: { STREAMS_PER_CLIENT: '2' } });
    const token = async (name: string) => ({
      Authorization: `Bearer ${await burgee.server.tokens.issue(name, 'viewer', '1h')}`,
    });
    const own = await openStreams(2, burgee.url, { path });
    const refused = await openStream(burgee.url, { path });
    expect([refused.status, refused.response.headers['retry-after']]).toEqual([429, '10']);
    // From the same address, as behind one proxy (A20).
    const others = await openStreams(2, burgee.url, { path, headers: await token('ann') });
    expect(others.map(({ status }) => status)).toEqual([200, 200]);
    expect((await openStream(burgee.url, { path, headers: await token('ann') })).status).toBe(429);
    expect((await openStream(burgee.url, { path, headers: await token('ben') })).status).toBe(200);
    // A slot is free again as soon as its client has gone.
    own[0]?.close();
    await eventually(async () => expect((await openStream(burgee.url, { path })).status).toBe(200));
  });

  it('per server with 503', async () => {
    await using burgee = await startTestServer({ settings: { STREAMS_MAX: '3' } });
    await openStreams(3, burgee.url, { path });
    const { status, response, text, ended } = await openStream(burgee.url, { path });
    await ended;
    expect([status, response.headers['retry-after'], response.headers.connection]).toEqual([503, '10', 'close']);
    expect(JSON.parse(text())).toMatchObject({ code: 'SERVER_BUSY', details: { problem: 'streams' } });
    expect(await burgee.request('/api/config/flags')).toMatchObject({ status: 200 });
  });
});

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

describe('what fits below the limit of open files', () => {
  const settings = { STREAMS_MAX: 5_000, STREAMS_PER_CLIENT: 2_000 };

  it.each([
    [Infinity, Infinity, 5_000],
    [20_000, 19_936, 5_000],
    [1_024, 960, 720],
    [200, 136, 102],
    [64, 16, 12],
  ])('%s files: %s connections, %s of them for streams', (files, connections, all) => {
    expect(capacityOf(files, settings)).toEqual({ connections, streams: { perClient: 2_000, all } });
  });

  it('a setting of 0 means no limit', () => {
    expect(capacityOf(Infinity, { STREAMS_MAX: 0, STREAMS_PER_CLIENT: 0 })).toEqual({
      connections: Infinity,
      streams: { perClient: Infinity, all: Infinity },
    });
  });
});
