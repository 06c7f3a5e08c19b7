import { RulesetVersion, SyncDelta, SyncedKeys, SyncedRuleset } from '@burgee/contracts';
import { applyDelta, compileRuleset, rulesetChecksum } from '@burgee/evaluator';
import { eventually } from '@burgee/testing';
import { hash } from 'node:crypto';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLACES, startTestPlace } from '../test-edge.ts';
import type { TestServer } from '../test-server.ts';
import { type OpenStream, openStream } from '../test-streams.ts';

describe.each(PLACES)('13.10 at the %s', (place) => {
  let burgee: TestServer;
  let secret: string;
  beforeAll(async () => {
    burgee = await startTestPlace(place);
    for (const key of ['checkout', 'search']) await mutate('flags.create', { environment, key });
    secret = (await newKey()).secret;
  });
  afterAll(() => burgee[Symbol.asyncDispose]());

  const environment = 'development';

  async function mutate<T>(path: string, input: object): Promise<T> {
    const { status, body } = await burgee.request(`/trpc/${path}`, { as: 'admin', body: input });
    if (status !== 200) throw new Error(`${path} was refused: ${JSON.stringify(body)}`);
    return (body as { result: { data: T } }).result.data;
  }

  const newKey = () =>
    mutate<{ secret: string; key: { id: string } }>('keys.create', { kind: 'server', environment, name: 'follower' });

  function ask(path: string, init: { headers?: Record<string, string>; body?: object } = {}): Promise<Response> {
    const { headers = {}, body } = init;
    return fetch(`${burgee.url}/api/sync/${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { Authorization: `Bearer ${secret}`, ...(body && { 'Content-Type': 'application/json' }), ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
  }

  /** As it was sent: a parsed copy would have its fields in another order, and so another checksum. */
  async function followed(): Promise<SyncedRuleset> {
    const sent = (await (await ask('ruleset')).json()) as SyncedRuleset;
    SyncedRuleset.parse(sent);
    return sent;
  }
  const setEnabled = (enabled: boolean) => mutate('flags.setEnabled', { environment, key: 'checkout', enabled });

  describe('13.5 GET /api/sync/ruleset', () => {
    it('sends everything that evaluates the environment, and which ids have overrides', async () => {
      await mutate('overrides.setUser', { environment, flagKey: 'search', userId: 'ann', overrideType: 'include' });
      // A server that has just started does not know yet which ids have overrides.
      await eventually(async () => expect((await followed()).overrides.filter).not.toBeNull());
      const { ruleset, version, checksum, origin, overrides } = await followed();
      expect(ruleset).toMatchObject({ environment, version });
      const keys = ruleset.flags.map(({ key }) => key);
      expect(keys).toEqual(expect.arrayContaining(['checkout', 'search']));
      expect(keys).toEqual(keys.toSorted());
      expect(checksum).toBe(rulesetChecksum(ruleset));
      expect(origin).not.toBe('');
      // An edge counts them when it gets the whole ruleset.
      expect(overrides.count).toBe(place === 'server' ? 1 : 0);
      expect(overrides.filter?.falsePositiveRate).toBeLessThan(0.01);
      // Overrides of ids are not part of it.
      expect(JSON.stringify(ruleset)).not.toContain('ann');
    });

    it('is 304 for a client that holds the version, and only then', async () => {
      const first = await ask('ruleset');
      const etag = first.headers.get('ETag') ?? '';
      await first.arrayBuffer();
      const again = await ask('ruleset', { headers: { 'If-None-Match': etag } });
      expect([again.status, await again.text()]).toEqual([304, '']);
      await setEnabled(true);
      const changed = await ask('ruleset', { headers: { 'If-None-Match': etag } });
      expect(changed.status).toBe(200);
      expect(changed.headers.get('ETag')).not.toBe(etag);
      await changed.arrayBuffer();
    });

    it.each([
      ['br', brotliDecompressSync],
      ['gzip', gunzipSync],
      ['identity', (bytes: Buffer) => bytes],
    ])('is encoded as %s for a client that asks for it', async (encoding, decode) => {
      // Raw, because `fetch` decodes what it gets.
      const { response } = await openStream(burgee.url, {
        path: '/api/sync/ruleset',
        headers: { Authorization: `Bearer ${secret}`, 'Accept-Encoding': encoding },
      });
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      expect(response.headers['content-encoding']).toBe(encoding === 'identity' ? undefined : encoding);
      expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
      expect(JSON.parse(decode(Buffer.concat(chunks)).toString())).toEqual(await followed());
    });
  });

  /** The events of a stream so far. */
  function eventsOf(stream: OpenStream): { event: string; data: Record<string, unknown> }[] {
    return [...stream.text().matchAll(/event: (\w+)\ndata: (.*)\n\n/g)].map(([, event = '', data = '']) => ({
      event,
      data: JSON.parse(data) as Record<string, unknown>,
    }));
  }
  const follow = (query: string, headers: Record<string, string> = {}) =>
    openStream(burgee.url, {
      path: `/api/sync/stream${query}`,
      headers: { Authorization: `Bearer ${secret}`, ...headers },
    });

  describe('13.5 GET /api/sync/stream', () => {
    it('sends changes that lead from the held ruleset to the current one', async () => {
      const held = await followed();
      const stream = await follow(`?from=${held.version}`);
      await eventually(() => expect(eventsOf(stream)).toHaveLength(1));
      await setEnabled(false);
      await mutate('segments.create', { environment, key: 'beta', condition: { any: [] } });
      await mutate('flags.update', {
        environment,
        key: 'checkout',
        rules: [{ id: 'r', condition: { segment: 'beta' }, serve: { kind: 'variant', variant: 'on' } }],
      });
      await mutate('overrides.setGlobal', { environment, flagKey: 'search', value: true });
      await mutate('overrides.setUser', { environment, flagKey: 'search', userId: 'ben', overrideType: 'exclude' });
      await mutate('flags.delete', { environment, key: 'search' });
      await mutate('flags.create', { environment, key: 'search' });
      const current = await followed();
      await eventually(() => expect(eventsOf(stream).at(-1)?.data['to']).toBe(current.version));
      stream.close();
      const [connected, ...events] = eventsOf(stream);
      expect(connected).toEqual({ event: 'connected', data: { environment, origin: held.origin, silenceMs: 45_000 } });
      let ruleset = compileRuleset(held.ruleset);
      for (const { event, data } of events) {
        expect(event).toBe('delta');
        SyncDelta.parse(data);
        ruleset = applyDelta(ruleset, data as SyncDelta)!;
        expect(rulesetChecksum(ruleset.source)).toBe(data['checksum']);
      }
      expect(JSON.stringify(ruleset.source)).toBe(JSON.stringify(current.ruleset));
      const ids = events.flatMap(({ data }) => data['ids']);
      expect(ids[0]).toEqual({ type: 'user', id: 'ben' });
      expect(events.flatMap(({ data }) => data['endedFlags'])).toEqual(['search']);
    });

    it('resumes after the last event of a follower that returns, or from the version that it holds', async () => {
      const before = await followed();
      (await follow(`?from=${before.version}`)).close();
      await setEnabled(true);
      await setEnabled(false);
      const byQuery = await follow(`?from=${before.version}`);
      const byHeader = await follow('', { 'Last-Event-ID': String(before.version + 1) });
      await eventually(() => expect(eventsOf(byQuery)).toHaveLength(3));
      await eventually(() => expect(eventsOf(byHeader)).toHaveLength(2));
      for (const stream of [byQuery, byHeader]) stream.close();
    });

    it('tells a follower to get the whole ruleset after a change of the environment, and if it holds none', async () => {
      const { version } = await followed();
      const stream = await follow(`?from=${version}`);
      await mutate('environments.update', { key: environment, permitsSessionOverrides: true });
      await eventually(() => expect(eventsOf(stream).map(({ event }) => event)).toEqual(['connected', 'reset']));
      expect(eventsOf(stream)[1]?.data).toMatchObject({ environment, version: version + 1 });
      const none = await follow('');
      await eventually(() => expect(eventsOf(none).map(({ event }) => event)).toEqual(['connected', 'reset']));
      for (const each of [stream, none]) each.close();
    });

    it.each(['', ' ', 'x', '-1', '0x0'])('ignores "%s" as the last event', async (last) => {
      const stream = await follow('', { 'Last-Event-ID': last });
      await eventually(() => expect(eventsOf(stream).map(({ event }) => event)).toEqual(['connected', 'reset']));
      stream.close();
    });

    it('ends when its key is revoked', async () => {
      const own = await newKey();
      const stream = await follow('', { Authorization: `Bearer ${own.secret}` });
      await eventually(() => expect(eventsOf(stream).length).toBeGreaterThan(0));
      await mutate('keys.revoke', { id: own.key.id, environment });
      expect(await stream.ended).toMatchObject({ complete: true });
      expect((await follow('', { Authorization: `Bearer ${own.secret}` })).status).toBe(401);
    });

    it('answers HEAD with the headers only', async () => {
      const { status, headers } = await fetch(`${burgee.url}/api/sync/stream`, {
        method: 'HEAD',
        headers: { Authorization: `Bearer ${secret}` },
      });
      expect([status, headers.get('Content-Type')]).toEqual([200, 'text/event-stream']);
    });
  });

  describe('13.10 GET /api/sync/keys', () => {
    const keysOf = async () => (await (await ask('keys')).json()) as SyncedKeys;

    it('sends the hashes of the keys of the environment, and no secrets', async () => {
      const own = await newKey();
      const other = await mutate<{ secret: string }>('keys.create', {
        ...{ kind: 'server', environment: 'staging', name: 'elsewhere' },
      });
      const list = SyncedKeys.parse(await keysOf());
      const hashes = list.keys.map(({ hash: known }) => known);
      expect(hashes).toContain(hash('sha256', own.secret));
      expect(hashes).not.toContain(hash('sha256', other.secret));
      expect(JSON.stringify(list)).not.toContain(own.secret);
      expect(list.origin).toBe((await followed()).origin);
    });

    it('is 304 until a key changes', async () => {
      const etag = (await ask('keys')).headers.get('ETag') ?? '';
      const again = await ask('keys', { headers: { 'If-None-Match': etag } });
      expect(again.status).toBe(304);
      const { key } = await newKey();
      expect((await ask('keys', { headers: { 'If-None-Match': etag } })).status).toBe(200);
      const { version } = await keysOf();
      await mutate('keys.revoke', { id: key.id, environment });
      const after = await keysOf();
      expect(after.version).toBe(version + 1);
      expect(after.keys.map(({ id }) => id)).not.toContain(key.id);
    });
  });

  describe('13.5 POST /api/sync/overrides', () => {
    it('sends the overrides of the requested ids, with a version at which they are valid', async () => {
      await mutate('overrides.setUser', { environment, flagKey: 'checkout', userId: 'cleo', overrideType: 'include' });
      await mutate('overrides.setTesting', {
        environment,
        flagKey: 'checkout',
        testRunId: 'cleo',
        value: false,
        expiresAt: new Date(Date.now() + 60_000).toISOString(),
      });
      const { version } = await followed();
      const ids = ['user', 'session', 'testing'].map((type) => ({ type, id: 'cleo' }));
      const body = (await (await ask('overrides', { body: { ids } })).json()) as { overrides: object[] };
      expect(body).toMatchObject({ environment, version });
      expect(body.overrides).toMatchObject([
        { type: 'user', target: 'cleo', flagKey: 'checkout', overrideType: 'include' },
        { type: 'testing', target: 'cleo', flagKey: 'checkout', value: false },
      ]);
      const strangers = await ask('overrides', { body: { ids: [{ type: 'user', id: 'nobody' }] } });
      expect(await strangers.json()).toMatchObject({ overrides: [] });
    });

    it.each([
      ['no ids', { ids: [] }],
      ['more than 1,000', { ids: Array.from({ length: 1_001 }, (_, n) => ({ type: 'user', id: `u${n}` })) }],
      ['an unknown type', { ids: [{ type: 'team', id: 'a' }] }],
    ])('refuses %s', async (_what, body) => {
      const response = await ask('overrides', { body });
      expect([response.status, await response.json()]).toMatchObject([400, { code: 'VALIDATION_FAILED' }]);
    });
  });

  it('13.5 versions of rulesets are those of the rest of the API', async () => {
    const response = await ask('ruleset');
    const { version } = (await response.json()) as { version: number };
    const evaluated = await fetch(`${burgee.url}/api/config/evaluate`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' },
      body: '{"context":{}}',
    });
    expect(await evaluated.json()).toMatchObject({ version: RulesetVersion.parse(version) });
  });
});
