import { aFlagServer, answerOff as off, withSessions } from '@burgee/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFlagClient, type FlagClient, type FlagClientOptions } from './index.ts';
import { NO_OVERRIDES, sessionOverrides } from './overrides.ts';
import { aBlockedStorage, aStorage, stateOf } from './test-storage.ts';
import { aGate, settled, until } from './test-time.ts';

const clients: FlagClient[] = [];
const PLACE = 'burgee-session:';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: 1_000_000 }));
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
  vi.useRealTimers();
});

describe('S400.8 a URL that overrides flags', () => {
  it('is sent once, as text, and applies to the evaluations that follow', async () => {
    const { client, sent, storage } = open('?userId=ann&ff_banner=on&ff_color=blue');
    await client.ready();

    expect(sent('session-overrides')).toEqual([
      {
        overrides: [
          { flagKey: 'banner', value: 'on' },
          { flagKey: 'color', value: 'blue' },
        ],
      },
    ]);
    expect(client.isEnabled('banner')).toBe(true);
    expect(stateOf(client)).toMatchObject({
      status: 'set',
      sessionId: 'session-1',
      overrides: [
        { flagKey: 'banner', value: true, expiresAt: expect.any(String) },
        { flagKey: 'color', value: 'blue' },
      ],
    });
    expect(stateOf(client).problem).toBeUndefined();
    expect(sent('evaluate').at(-1)?.context).toEqual({ userId: 'ann', sessionId: 'session-1' });
    expect(storage.items.get(PLACE)).toBe('session-1');
  });

  it('R2 does not delay flags, and the status is asking', async () => {
    const { client, answerWith } = open('?ff_banner=on');
    const gate = aGate<Response>();
    answerWith((path) => (path === 'session-overrides' ? gate.promise : undefined));
    await until(() => client.status().state === 'ready');

    expect(client.isEnabled('banner')).toBe(false);
    expect(stateOf(client)).toMatchObject({ status: 'asking', overrides: [] });
  });

  it('R2 is given up if the server never answers, without delaying anything', async () => {
    const { client, answerWith, storage } = open('?ff_banner=on');
    answerWith((path) => (path === 'session-overrides' ? new Promise(() => {}) : undefined));
    const ready = client.ready();
    await vi.advanceTimersByTimeAsync(3_000);
    await ready;
    expect(stateOf(client).status).toBe('asking');
    await vi.advanceTimersByTimeAsync(7_000);

    expect(stateOf(client)).toMatchObject({ status: 'refused', problem: expect.stringContaining('took too long') });
    expect(storage.items.size).toBe(0);
  });

  it('is not sent if it overrides nothing or the application does not enable it', async () => {
    const server = aFlagServer({ banner: off, checkout: off });
    const { sent } = withSessions(server);
    await clientOf(server, {
      overrides: sessionOverrides({ search: '?userId=ann&off_banner=on', storage: aStorage() }),
    }).ready();
    const plain = clientOf(server, { context: { sessionId: 'mine' } });
    await plain.ready();
    await plain.overrides?.clear();

    expect(server.requests.filter(({ path }) => path.startsWith('overrides.'))).toEqual([]);
    expect(sent('evaluate').map(({ context }) => context)).toEqual([{}, { sessionId: 'mine' }]);
    expect(stateOf(plain)).toEqual({ status: 'none', overrides: [] });
  });

  it('can have another prefix', async () => {
    const { client, sent } = open('?try-banner=on&ff_checkout=on', { prefix: 'try-' });
    await client.ready();

    expect(sent('session-overrides')).toEqual([{ overrides: [{ flagKey: 'banner', value: 'on' }] }]);
  });

  it('B.15 can contain a signed link, alone or with overrides', async () => {
    const { client, sent } = open('?burgee_link=checkout&ff_banner=on');
    await client.ready();

    expect(sent('session-overrides')).toEqual([{ overrides: [{ flagKey: 'banner', value: 'on' }], link: 'checkout' }]);
    expect([client.isEnabled('banner'), client.isEnabled('checkout')]).toEqual([true, true]);
  });

  it("uses the application's session if there is one", async () => {
    const { client, sent } = open('?ff_banner=on', { context: { userId: 'ann', sessionId: 'mine' } });
    await client.ready();

    expect(sent('session-overrides')[0]).toMatchObject({ sessionId: 'mine' });
    expect(sent('evaluate').map(({ context }) => context?.['sessionId'])).not.toContain('session-1');
    expect(client.isEnabled('banner')).toBe(true);
    expect(stateOf(client)).toMatchObject({ status: 'set', sessionId: 'mine' });
  });

  it("uses the application's session even if another one is stored", async () => {
    const { client, sessions, sent } = open('', { session: 'before', context: { sessionId: 'mine' } });
    sessions.set('mine', new Map([['banner', true]]));
    await until(() => stateOf(client).status === 'set');

    expect(stateOf(client).sessionId).toBe('mine');
    expect(client.isEnabled('banner')).toBe(true);
    expect(sent('session-overrides/list')).toEqual([{ sessionId: 'mine' }]);
  });

  it('is not sent any more after close(), and is sent again after connect()', async () => {
    const { client, sent, storage, answerWith } = open('?ff_banner=on');
    const gate = aGate<Response>();
    answerWith((path) => (path === 'session-overrides' ? gate.promise : undefined));
    await until(() => sent('session-overrides').length === 1);
    client.close();
    gate.resolve(lateAnswer());
    await settled();
    expect(storage.items.size).toBe(0);

    answerWith(undefined);
    client.connect();
    await client.ready();
    expect(client.isEnabled('banner')).toBe(true);
    expect(sent('session-overrides')).toHaveLength(2);
  });

  it('is sent once if React mounts, unmounts and mounts again immediately', async () => {
    const { client, sent } = open('?ff_banner=on', { connect: false });
    client.connect();
    client.close();
    client.connect();
    await client.ready();

    expect(sent('session-overrides')).toHaveLength(1);
    expect(client.isEnabled('banner')).toBe(true);
  });

  it('is not sent before connect()', async () => {
    const { client, server } = open('?ff_banner=on', { connect: false });
    await settled();

    expect(server.requests).toEqual([]);
    expect(stateOf(client)).toBe(NO_OVERRIDES);
  });

  it('notifies listeners, and returns the same object until something changes', async () => {
    const { client } = open('?ff_banner=on');
    const seen: string[] = [];
    client.subscribe(() => seen.push(stateOf(client).status));
    await client.ready();
    await settled();

    expect([...new Set(seen)]).toEqual(['asking', 'set']);
    expect(stateOf(client)).toBe(stateOf(client));
    expect(NO_OVERRIDES.status).toBe('none');
  });
});

describe('A16 a URL that is refused', () => {
  it.each([
    ['OVERRIDES_NOT_PERMITTED', { environment: 'production' }, 'The environment "production" does not permit this.'],
    ['VALIDATION_FAILED', { details: [] }, 'Something is wrong.'],
    ['FLAG_NOT_FOUND', { flagKey: 'bannr', environment: 'production' }, 'There is no flag "bannr" in production.'],
  ])('with %s sets nothing and reports the problem', async (code, facts, message) => {
    const { client, refuse, sent, storage } = open('?ff_banner=on&burgee_link=forged');
    refuse('session-overrides', { code, ...facts }, message);
    await client.ready();
    await until(() => stateOf(client).status !== 'asking');

    expect(stateOf(client)).toEqual({
      status: 'refused',
      overrides: [],
      problem: `Nothing was overridden. ${message}`,
      ...(code === 'OVERRIDES_NOT_PERMITTED' && { isForbidden: true }),
    });
    expect(client.isEnabled('banner')).toBe(false);
    expect(client.status().state).toBe('ready');
    expect(sent('evaluate').every(({ context }) => !('sessionId' in (context ?? {})))).toBe(true);
    expect(storage.items.size).toBe(0);
  });

  it('reports the link and the flag that are wrong', async () => {
    const { client, refuse } = open('?ff_banner=on&ff_checkout=blue&burgee_link=forged');
    const details = [
      { path: 'overrides.1.value', message: 'is not a boolean' },
      { path: 'link', message: 'has expired' },
      { path: 'sessionId', message: 'is too long' },
    ];
    refuse('session-overrides', { code: 'VALIDATION_FAILED', details }, 'overrides.1.value: ...');
    await until(() => stateOf(client).status === 'refused');

    expect(stateOf(client).problem).toBe(
      'Nothing was overridden. checkout: is not a boolean. The link has expired. sessionId: is too long.',
    );
  });

  it.each([
    ['cannot be reached', () => Promise.reject(new TypeError('fetch failed'))],
    ['answers with a page', () => new Response('<html>', { status: 502 })],
    ['answers something else', () => Response.json({ sessionId: 7 })],
    ['answers an unknown failure', () => Response.json({ error: { message: 'x', data: { failure: { code: 1 } } } })],
  ])('because the server %s sets nothing and reports the problem', async (_, answer) => {
    const { client, answerWith } = open('?ff_banner=on');
    answerWith((path) => (path === 'session-overrides' ? answer() : undefined));
    await client.ready();
    await until(() => stateOf(client).status === 'refused');

    expect(stateOf(client).problem).toMatch(/^Nothing was overridden\. The server did not answer as expected: /);
    expect(client.isEnabled('banner')).toBe(false);
  });

  it('leaves the earlier overrides of the session', async () => {
    const { client, sessions, refuse } = open('?ff_checkout=on', { session: 'before' });
    sessions.set('before', new Map([['banner', true]]));
    refuse('session-overrides', { code: 'OVERRIDES_NOT_PERMITTED', environment: 'production' }, 'No.');
    await until(() => stateOf(client).overrides.length > 0);

    expect(stateOf(client)).toMatchObject({
      status: 'refused',
      problem: 'Nothing was overridden. No.',
      sessionId: 'before',
    });
    expect(client.isEnabled('banner')).toBe(true);
  });

  it('is forgotten when it is cleared, except that overrides are forbidden', async () => {
    const { client, refuse, sent } = open('?ff_banner=on');
    refuse('session-overrides', { code: 'OVERRIDES_NOT_PERMITTED', environment: 'production' }, 'No.');
    await until(() => stateOf(client).status === 'refused');
    await client.overrides?.clear();

    expect(stateOf(client)).toEqual({ status: 'none', overrides: [], isForbidden: true });
    expect(sent('session-overrides/clear')).toEqual([]);
  });
});

describe('S400.8 a session from the previous page', () => {
  it('R14 is ignored if it is longer than any session, so that flags are evaluated without it', async () => {
    const { client, sent } = open('', { session: 'x'.repeat(256) });
    await client.ready();
    expect(sent('evaluate')).toEqual([{ context: { userId: 'ann' } }]);
    expect(sent('session-overrides/list')).toEqual([]);
  });

  it('applies from the first evaluation on, and is reported', async () => {
    const { client, sessions, sent } = open('', { session: 'before', context: { sessionId: undefined } });
    sessions.set('before', new Map([['banner', true]]));
    await client.ready();
    expect(client.isEnabled('banner')).toBe(true);
    expect(stateOf(client).status).toBe('asking');
    await until(() => stateOf(client).status === 'set');

    expect(stateOf(client).overrides).toMatchObject([{ flagKey: 'banner', value: true }]);
    expect(sent('evaluate')).toHaveLength(1);
    expect(sent('session-overrides')).toEqual([]);
    expect(sent('session-overrides/list')).toEqual([{ sessionId: 'before' }]);
  });

  it('gets the overrides of the URL too, immediately', async () => {
    const { client, sessions, answerWith } = open('?ff_checkout=on', { session: 'before' });
    sessions.set('before', new Map([['banner', true]]));
    const gate = aGate<Response | undefined>();
    answerWith((path) => (path === 'session-overrides' ? gate.promise : undefined));
    await until(() => client.isEnabled('banner'));
    expect(client.isEnabled('checkout')).toBe(false);
    gate.resolve(undefined);
    await until(() => client.isEnabled('checkout'));

    expect(stateOf(client).overrides.map(({ flagKey }) => flagKey)).toEqual(['banner', 'checkout']);
  });

  it('returns the same object if a new version does not change it', async () => {
    const { client, server, sessions, sent } = open('', { session: 'before' });
    sessions.set('before', new Map([['banner', true]]));
    await until(() => stateOf(client).status === 'set' && client.status().connection === 'live');
    const first = stateOf(client);
    server.publish({ banner: off });
    await until(() => sent('session-overrides/list').length === 2);
    await settled();

    expect(stateOf(client)).toBe(first);
  });

  it('is listed again with every version, and forgotten when it has no overrides any more', async () => {
    const { client, server, sessions, storage, sent } = open('', { session: 'before' });
    sessions.set('before', new Map([['banner', true]]));
    await until(() => stateOf(client).status === 'set' && client.status().connection === 'live');
    sessions.get('before')?.set('checkout', true);
    server.publish({ banner: off });
    await until(() => stateOf(client).overrides.length === 2);

    sessions.delete('before');
    server.publish({ banner: off });
    await until(() => stateOf(client).status === 'none');
    await settled();
    expect(stateOf(client).sessionId).toBeUndefined();
    expect(storage.items.size).toBe(0);
    expect(sent('evaluate').at(-1)?.context).toEqual({ userId: 'ann' });
  });

  it('B.24 is listed again at the instant at which an override expires, without a new version', async () => {
    const { client, server, sessions, storage } = open('', { session: 'before' });
    sessions.set('before', new Map([['banner', true]]));
    server.state.nextChangeAt = Date.now() + 10_000;
    await until(() => stateOf(client).status === 'set' && client.isEnabled('banner'));
    await settled();
    await vi.advanceTimersByTimeAsync(9_000);
    sessions.delete('before');
    expect(client.isEnabled('banner')).toBe(true);
    await vi.advanceTimersByTimeAsync(1_500);
    await until(() => stateOf(client).status === 'none' && !client.isEnabled('banner'));
    expect(storage.items.size).toBe(0);
  });

  it('that cannot be listed is still used, reported, and listed again with the next answers', async () => {
    const { client, sessions, answerWith } = open('', { session: 'before' });
    sessions.set('before', new Map([['banner', true]]));
    answerWith((path) => (path === 'session-overrides/list' ? new Response('', { status: 503 }) : undefined));
    await until(() => stateOf(client).problem !== undefined);
    expect(stateOf(client)).toMatchObject({ status: 'asking', sessionId: 'before' });
    expect(stateOf(client).problem).toMatch(/^The overrides could not be loaded\. /);
    expect(client.isEnabled('banner')).toBe(true);

    answerWith(undefined);
    client.refresh();
    await until(() => stateOf(client).status === 'set');
    expect(stateOf(client).problem).toBeUndefined();
  });

  it.each([
    ['corrupt', aStorage({ [PLACE]: 'x'.repeat(300) })],
    ['empty', aStorage({ [PLACE]: '' })],
    ['blocked', aBlockedStorage()],
    ['missing', undefined],
  ])('R1 does not affect flags if the storage is %s', async (_, storage) => {
    const server = aFlagServer({ banner: off, checkout: off });
    withSessions(server);
    const client = clientOf(server, { overrides: sessionOverrides({ search: '?ff_banner=on', storage }) });
    await client.ready();
    expect(client.isEnabled('banner')).toBe(true);

    await client.overrides?.clear();
    await until(() => !client.isEnabled('banner'));
    expect(stateOf(client).status).toBe('none');
  });

  it('is stored separately for each environment', async () => {
    const { client, storage } = open('?ff_banner=on', { environment: 'staging' });
    await client.ready();

    expect([...storage.items.keys()]).toEqual(['burgee-session:staging']);
  });
});

describe('S400.8 clearing', () => {
  it('removes the overrides immediately, here and on the server, and forgets the session', async () => {
    const { client, sent, storage, sessions } = open('?ff_banner=on');
    await client.ready();
    await client.overrides?.clear();
    expect(stateOf(client)).toEqual({ status: 'none', overrides: [] });
    await until(() => !client.isEnabled('banner'));

    expect(sent('session-overrides/clear')).toEqual([{ sessionId: 'session-1' }]);
    expect(sessions.size).toBe(0);
    expect(storage.items.size).toBe(0);
    expect(sent('evaluate').at(-1)?.context).toEqual({ userId: 'ann' });
  });

  it('that fails does not reject, reports the problem, and changes nothing', async () => {
    const { client, answerWith, storage } = open('?ff_banner=on');
    await client.ready();
    answerWith((path) =>
      path === 'session-overrides/clear' ? Promise.reject(new TypeError('fetch failed')) : undefined,
    );
    await client.overrides?.clear();

    expect(stateOf(client)).toMatchObject({
      status: 'set',
      problem: expect.stringMatching(/^Nothing was cleared\. .*fetch failed/),
    });
    expect(client.isEnabled('banner')).toBe(true);
    expect(storage.items.size).toBe(1);
    answerWith(undefined);
    await client.overrides?.clear();
    expect(stateOf(client)).toEqual({ status: 'none', overrides: [] });
  });

  it('is not undone by a list that was requested earlier', async () => {
    const { client, server, answerWith } = open('?ff_banner=on');
    await client.ready();
    await until(() => client.status().connection === 'live');
    await settled();
    const gate = aGate<Response>();
    const before = stateOf(client);
    answerWith((path) => (path === 'session-overrides/list' ? gate.promise : undefined));
    server.publish({ banner: off });
    await settled();
    await client.overrides?.clear();
    gate.resolve(Response.json({ ...before, environment: 'production' }));
    await settled();

    expect(stateOf(client)).toEqual({ status: 'none', overrides: [] });
  });

  it('aborts a pending request', async () => {
    const { client, answerWith, storage, sent } = open('?ff_banner=on');
    const gate = aGate<Response>();
    answerWith((path) => (path === 'session-overrides' ? gate.promise : undefined));
    await settled();
    await client.overrides?.clear();
    gate.resolve(lateAnswer());
    await settled();
    await client.ready();

    expect(stateOf(client).status).toBe('none');
    expect(storage.items.size).toBe(0);
    expect(sent('session-overrides/list')).toEqual([]);
  });
});

function lateAnswer(): Response {
  const overrides = [{ flagKey: 'banner', value: true, expiresAt: '2026-11-22T06:00:00.000Z', reason: null }];
  return Response.json({ environment: 'production', sessionId: 'late', overrides });
}

type Opening = Partial<FlagClientOptions> & { prefix?: string | undefined; session?: string };

/** A client on a page with the query `search`, and a server with session overrides. */
function open(search: string, { prefix, session, ...options }: Opening = {}) {
  const server = aFlagServer({ banner: off, checkout: off });
  if (options.environment !== undefined) server.state.environment = options.environment;
  const sessions = withSessions(server);
  const storage = aStorage(session === undefined ? {} : { [PLACE]: session });
  const overrides = sessionOverrides({ search, storage, prefix });
  const client = clientOf(server, { context: { userId: 'ann' }, ...options, overrides });
  return { client, server, storage, ...sessions };
}

function clientOf(server: ReturnType<typeof aFlagServer>, options: Partial<FlagClientOptions>): FlagClient {
  const runtime = { now: () => Date.now(), random: () => 0.5, fetch: server.fetch };
  const client = createFlagClient({ url: 'http://flags.test', ...options, runtime });
  clients.push(client);
  return client;
}
