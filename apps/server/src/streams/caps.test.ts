import { eventually } from '@burgee/testing';
import { describe, expect, it } from 'vitest';
import { capacityOf } from '../descriptors.ts';
import { startTestServer } from '../test-server.ts';
import { openStream, openStreams, VERSION_STREAMS } from '../test-streams.ts';

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
