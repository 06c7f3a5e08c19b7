import { type Caller, type EvaluationServices, HEARTBEAT_MS } from '@burgee/api';
import { type EnvironmentKey, MINUTE_MS } from '@burgee/contracts';
import { eventually } from '@burgee/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { eventStreamsFor } from '../rest/ofrep-answers.ts';
import { PLACES, startTestPlace } from '../test-edge.ts';
import { bearer, callAsAdmin, createKey } from '../test-keys.ts';
import { askOfrep } from '../test-ofrep.ts';
import { newFlag, startTestServer, type TestServer } from '../test-server.ts';
import { type OpenStream, openStream } from '../test-streams.ts';

const ann = { targetingKey: 'ann' };

/** The address of the event stream, as the answer with all flags has it for the sender of `headers`. */
async function addressFor(burgee: TestServer, headers: Record<string, string>): Promise<URL> {
  const { body } = await askOfrep(burgee, undefined, ann, { headers });
  return new URL(body.eventStreams[0]?.url ?? expect.fail('there is no event stream'));
}

/** Opens a stream as a browser does, which sends no headers of its own. */
const open = (burgee: TestServer, { pathname, search }: URL, headers: Record<string, string> = {}) =>
  openStream(burgee.url, { path: pathname + search, headers });

const eventsIn = ({ text }: OpenStream) =>
  [...text().matchAll(/^data: (.+)$/gm)].map(([, data]) => JSON.parse(data ?? '') as unknown);

const refetch = (version: number) => ({ type: 'refetchEvaluation', etag: String(version) });

describe.each(PLACES)('15.2 the events of OFREP at the %s', (place) => {
  let burgee: TestServer;
  let headers: Record<string, string>;
  beforeAll(async () => {
    // Enough for the writes of a busy machine: these tests are not about a database that is away.
    burgee = await startTestPlace(place, { settings: { DATABASE_REQUEST_TIMEOUT_MS: '60000' } });
    headers = bearer((await createKey(burgee, { kind: 'web' })).secret);
  });
  afterAll(() => burgee[Symbol.asyncDispose]());
  afterEach(() => void vi.useRealTimers());

  const versionOf = ({ searchParams }: URL) => Number(searchParams.get('version'));

  it.each(['a web key', 'no key'])('announce each change to %s, and nothing before it', async (caller) => {
    const address = await addressFor(burgee, caller === 'no key' ? {} : headers);
    expect(address.origin).toBe(burgee.url);
    const stream = await open(burgee, address);
    expect([stream.status, stream.response.headers['content-type']]).toEqual([200, 'text/event-stream']);
    await newFlag(burgee);
    await eventually(() => expect(eventsIn(stream)).toEqual([refetch(versionOf(address) + 1)]));
    // A named event is none of the protocol.
    expect(stream.text()).not.toMatch(/^event:/m);
    stream.close();
  });

  it('begin with one if the flags changed before the stream was open, and after the last event that a client names', async () => {
    const address = await addressFor(burgee, headers);
    await newFlag(burgee);
    const version = versionOf(address) + 1;
    const late = await open(burgee, address);
    await eventually(() => expect(eventsIn(late)).toEqual([refetch(version)]));
    const returning = await open(burgee, address, { 'Last-Event-ID': String(version) });
    await newFlag(burgee);
    await eventually(() => expect(eventsIn(returning)).toEqual([refetch(version + 1)]));
    for (const stream of [late, returning]) stream.close();
  });

  it('R9 have a heartbeat while nothing changes', async () => {
    const address = await addressFor(burgee, headers);
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const stream = await open(burgee, address);
    await eventually(() => expect(stream.text()).toMatch(/^:$/m));
    const begun = stream.text();
    vi.advanceTimersByTime(HEARTBEAT_MS);
    await eventually(() => expect(stream.text()).toBe(`${begun}:\n\n`));
    stream.close();
  });

  it.each(['keys.revoke', 'keys.rotate'])(
    'end with the key (%s), whose token is refused from then on',
    async (path) => {
      const { key, secret } = await createKey(burgee, { kind: 'server' });
      await eventually(async () =>
        expect((await askOfrep(burgee, undefined, ann, { headers: bearer(secret) })).status).toBe(200),
      );
      const address = await addressFor(burgee, bearer(secret));
      const stream = await open(burgee, address);
      expect(stream.status).toBe(200);
      const rotation = path === 'keys.rotate' && { overlapHours: 0 };
      await callAsAdmin(burgee, path, { environment: 'development', id: key.id, ...rotation });
      expect(await stream.ended).toMatchObject({ complete: true });
      const refused = await open(burgee, address);
      expect(refused.status).toBe(401);
      refused.close();
    },
  );

  it('have an address with a token that is not the key, and that opens nothing else', async () => {
    const { secret } = await createKey(burgee, { kind: 'server' });
    await eventually(async () =>
      expect((await askOfrep(burgee, undefined, ann, { headers: bearer(secret) })).status).toBe(200),
    );
    const address = await addressFor(burgee, bearer(secret));
    const token = address.searchParams.get('token') ?? '';
    expect(address.href).not.toContain(secret);
    for (const asked of [bearer(token), { 'X-API-Key': token }]) {
      expect((await askOfrep(burgee, undefined, ann, { headers: asked })).status).toBe(401);
    }
    const elsewhere = await burgee.request(`/api/config/stream?token=${token}`);
    expect(elsewhere.status).toBe(400);
    expect(JSON.stringify(burgee.logged)).not.toContain(token);
  });

  it.each([
    ['a changed token', (url: URL) => url.searchParams.set('token', `${url.searchParams.get('token')?.slice(0, -1)}-`)],
    [
      'a later end',
      (url: URL) =>
        url.searchParams.set('token', (url.searchParams.get('token') ?? '').replace(/\.\d+\./, '.9999999999.')),
    ],
    ['no token in it', (url: URL) => url.searchParams.set('token', '')],
    ['two tokens', (url: URL) => url.searchParams.append('token', url.searchParams.get('token') ?? ''), 400],
  ])('are refused with %s', async (_case, change, status = 401) => {
    const address = await addressFor(burgee, headers);
    change(address);
    const stream = await open(burgee, address);
    expect(stream.status).toBe(status);
    stream.close();
  });

  it('of a web key are for pages of its origins only', async () => {
    const origin = 'https://shop.example';
    const { secret } = await createKey(burgee, { kind: 'web', origins: [origin] });
    const asked = { ...bearer(secret), Origin: origin };
    await eventually(async () => expect((await askOfrep(burgee, undefined, ann, { headers: asked })).status).toBe(200));
    const address = await addressFor(burgee, asked);
    for (const [from, status] of [
      [origin, 200],
      ['https://evil.example', 403],
    ] as const) {
      const stream = await open(burgee, address, { Origin: from });
      expect([from, stream.status]).toEqual([from, status]);
      if (status === 200) expect(stream.response.headers['access-control-allow-origin']).toBe(origin);
      stream.close();
    }
  });

  it('lead to the new flags even where another server announced them', async () => {
    const address = await addressFor(burgee, headers);
    const query = `?flagConfigEtag=${versionOf(address)}&flagConfigLastModified=1771622898`;
    expect((await askOfrep(burgee, undefined, ann, { headers, query })).status).toBe(200);
    expect((await askOfrep(burgee, undefined, ann, { headers, query: '?flagConfigEtag=x' })).status).toBe(200);
  });
});

describe('15.2 the address of the events of OFREP', () => {
  it('is the one at which browsers see the server', async () => {
    await using burgee = await startTestServer({ settings: { PUBLIC_URL: 'https://flags.example/base/' } });
    const { href } = await addressFor(burgee, {});
    expect(href).toMatch(/^https:\/\/flags\.example\/base\/ofrep\/v1\/events\?version=\d+$/);
  });

  it('has a new token before the old one expires, and then the answer has a new ETag', () => {
    const ends: number[] = [];
    const keys = { streamTokenOf: (_caller: Caller, endsAtSec: number) => (ends.push(endsAtSec), 'token') };
    const caller = { key: { kind: 'web' } } as unknown as Caller;
    const at = (minute: number) => new Date(minute * MINUTE_MS);
    for (const minute of [0, 29, 30, 59, 60]) {
      const services = { keys, now: () => at(minute) } as unknown as EvaluationServices;
      eventStreamsFor(
        { services, caller },
        'production' as EnvironmentKey,
        7,
        (path) => `https://flags.example${path}`,
      );
      const leftMin = (ends.at(-1) ?? 0) / 60 - minute;
      expect(leftMin).toBeGreaterThan(30);
      expect(leftMin).toBeLessThanOrEqual(60);
    }
    expect(new Set(ends).size).toBe(3);
  });

  it('is missing for people who are signed in, because browsers send no token with event streams', async () => {
    await using burgee = await startTestServer();
    const { body } = await burgee.request('/ofrep/v1/evaluate/flags', { as: 'viewer', body: { context: ann } });
    expect(body).toMatchObject({ eventStreams: [] });
  });
});
