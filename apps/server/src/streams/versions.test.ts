import { eventually } from '@burgee/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLACES, startTestPlace } from '../test-edge.ts';
import { newFlag, type TestServer } from '../test-server.ts';
import { type OpenStream, openStream, VERSION_STREAMS } from '../test-streams.ts';

describe.each(PLACES)('13.10 at the %s', (place) => {
  let burgee: TestServer;
  beforeAll(async () => {
    burgee = await startTestPlace(place);
  });
  afterAll(() => burgee[Symbol.asyncDispose]());

  /** The data of all events with an id. */
  const versionsIn = ({ text }: OpenStream) => text().match(/^data: \{"version":\d+\}$/gm) ?? [];
  const dataOf = (version: number) => `data: {"version":${version}}`;

  async function currentVersion({ request }: TestServer = burgee): Promise<number> {
    const { body } = await request('/readyz');
    return (body as { versions: { development: number } }).versions.development;
  }

  describe.each(VERSION_STREAMS)('B.5 the stream %s', (path) => {
    it('sends only the version, for each change as it is committed', async () => {
      const before = await currentVersion();
      const stream = await openStream(burgee.url, { path });
      await eventually(() => expect(versionsIn(stream)).toEqual([dataOf(before)]));
      await newFlag(burgee);
      await eventually(() => expect(versionsIn(stream)).toEqual([dataOf(before), dataOf(before + 1)]));
      expect(stream.text()).not.toContain('flag-');
      stream.close();
    });

    it('R10 resumes after the last event that the client names, in a header or in the query', async () => {
      const known = String(await currentVersion());
      const inQuery = `${path}${path.includes('?') ? '&' : '?'}lastEventId=`;
      const resumed = await Promise.all([
        openStream(burgee.url, { path, headers: { 'Last-Event-ID': known } }),
        openStream(burgee.url, { path: inQuery + known }),
        // The URL of an event source stays the same, so its header is newer.
        openStream(burgee.url, { path: `${inQuery}1`, headers: { 'Last-Event-ID': known } }),
      ]);
      await newFlag(burgee);
      const next = dataOf(Number(known) + 1);
      for (const stream of resumed) {
        await eventually(() => expect(versionsIn(stream)).toEqual([next]));
        stream.close();
      }
    });

    it('R11 ends properly when the server stops, without delaying it', async () => {
      const other = await startTestPlace(place);
      const stream = await openStream(other.url, { path });
      await other[Symbol.asyncDispose]();
      expect(await stream.ended).toMatchObject({ complete: true });
    });

    it('R10 spreads the returns of event sources', async () => {
      const stream = await openStream(burgee.url, { path });
      await eventually(() => expect(stream.text()).toMatch(/^retry: [2-6]\d{3}\n\nevent: connected\n/));
      stream.close();
    });

    it('may be neither cached nor buffered by proxies', async () => {
      const { response, close } = await openStream(burgee.url, { path });
      expect(response.headers).toMatchObject({
        'content-type': 'text/event-stream',
        'cache-control': 'no-cache, no-transform',
        'x-accel-buffering': 'no',
        'transfer-encoding': 'chunked',
      });
      close();
    });
  });
});
