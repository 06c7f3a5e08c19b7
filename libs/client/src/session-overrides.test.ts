import { aFlagServer, answerOff as off, withSessions } from '@burgee/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFlagClient, type FlagClient, type FlagClientOptions } from './index.ts';
import { aBlockedStorage, aStorage } from './test-storage.ts';
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

    expect(sent('overrides.setSession')).toEqual([
      {
        overrides: [
          { flagKey: 'banner', value: 'on' },
          { flagKey: 'color', value: 'blue' },
        ],
      },
    ]);
    expect(client.isEnabled('banner')).toBe(true);
    expect(client.overrides()).toMatchObject({
      status: 'set',
      sessionId: 'session-1',
      overrides: [
        { flagKey: 'banner', value: true, expiresAt: expect.any(String) },
        { flagKey: 'color', value: 'blue' },
      ],
    });
    expect(client.overrides().problem).toBeUndefined();
    expect(sent('evaluation.evaluateAll').at(-1)?.context).toEqual({ userId: 'ann', sessionId: 'session-1' });
    expect(storage.items.get(PLACE)).toBe('session-1');
  });

  it('R2 does not delay flags, and the status is asking', async () => {
    const { client, answerWith } = open('?ff_banner=on');
    const gate = aGate<Response>();
    answerWith((path) => (path === 'overrides.setSession' ? gate.promise : undefined));
    await until(() => client.status().state === 'ready');

    expect(client.isEnabled('banner')).toBe(false);
    expect(client.overrides()).toMatchObject({ status: 'asking', overrides: [] });
  });

  it('R2 is given up if the server never answers, without delaying anything', async () => {
    const { client, answerWith, storage } = open('?ff_banner=on');
    answerWith((path) => (path === 'overrides.setSession' ? new Promise(() => {}) : undefined));
    const ready = client.ready();
    await vi.advanceTimersByTimeAsync(3_000);
    await ready;
    expect(client.overrides().status).toBe('asking');
    await vi.advanceTimersByTimeAsync(7_000);

    expect(client.overrides()).toMatchObject({ status: 'refused', problem: expect.stringContaining('within 10 s') });
    expect(storage.items.size).toBe(0);
  });

  it('is not sent if it overrides nothing or the application does not enable it', async () => {
    const server = aFlagServer({ banner: off, checkout: off });
    const { sent } = withSessions(server);
    await clientOf(server, { urlOverrides: { search: '?userId=ann&off_banner=on', storage: aStorage() } }).ready();
    const plain = clientOf(server, { context: { sessionId: 'mine' } });
    await plain.ready();
    await plain.clearOverrides();

    expect(server.requests.filter(({ path }) => path.startsWith('overrides.'))).toEqual([]);
    expect(sent('evaluation.evaluateAll').map(({ context }) => context)).toEqual([{}, { sessionId: 'mine' }]);
    expect(plain.overrides()).toEqual({ status: 'none', overrides: [] });
  });

  it('can have another prefix', async () => {
    const { client, sent } = open('?try-banner=on&ff_checkout=on', { prefix: 'try-' });
    await client.ready();

    expect(sent('overrides.setSession')).toEqual([{ overrides: [{ flagKey: 'banner', value: 'on' }] }]);
  });

  it('B.15 can contain a signed link, alone or with overrides', async () => {
    const { client, sent } = open('?burgee_link=checkout&ff_banner=on');
    await client.ready();

    expect(sent('overrides.setSession')).toEqual([
      { overrides: [{ flagKey: 'banner', value: 'on' }], link: 'checkout' },
    ]);
    expect([client.isEnabled('banner'), client.isEnabled('checkout')]).toEqual([true, true]);
  });

  it("uses the application's session if there is one", async () => {
    const { client, sent } = open('?ff_banner=on', { context: { userId: 'ann', sessionId: 'mine' } });
    await client.ready();

    expect(sent('overrides.setSession')[0]).toMatchObject({ sessionId: 'mine' });
    expect(sent('evaluation.evaluateAll').map(({ context }) => context?.['sessionId'])).not.toContain('session-1');
    expect(client.isEnabled('banner')).toBe(true);
    expect(client.overrides()).toMatchObject({ status: 'set', sessionId: 'mine' });
  });

  it("uses the application's session even if another one is stored", async () => {
    const { client, sessions, sent } = open('', { session: 'before', context: { sessionId: 'mine' } });
    sessions.set('mine', new Map([['banner', true]]));
    await until(() => client.overrides().status === 'set');

    expect(client.overrides().sessionId).toBe('mine');
    expect(client.isEnabled('banner')).toBe(true);
    expect(sent('overrides.forSession')).toEqual([{ sessionId: 'mine' }]);
  });

  it('is not sent any more after close(), and is sent again after connect()', async () => {
    const { client, sent, storage, answerWith } = open('?ff_banner=on');
    const gate = aGate<Response>();
    answerWith((path) => (path === 'overrides.setSession' ? gate.promise : undefined));
    await until(() => sent('overrides.setSession').length === 1);
    client.close();
    gate.resolve(lateAnswer());
    await settled();
    expect(storage.items.size).toBe(0);

    answerWith(undefined);
    client.connect();
    await client.ready();
    expect(client.isEnabled('banner')).toBe(true);
    expect(sent('overrides.setSession')).toHaveLength(2);
  });

  it('is sent once if React mounts, unmounts and mounts again immediately', async () => {
    const { client, sent } = open('?ff_banner=on', { connect: false });
    client.connect();
    client.close();
    client.connect();
    await client.ready();

    expect(sent('overrides.setSession')).toHaveLength(1);
    expect(client.isEnabled('banner')).toBe(true);
  });

  it('is not sent before connect()', async () => {
    const { client, server } = open('?ff_banner=on', { connect: false });
    await settled();

    expect(server.requests).toEqual([]);
    expect(client.overrides()).toBe(client.initial.overrides());
  });

  it('notifies listeners, and returns the same object until something changes', async () => {
    const { client } = open('?ff_banner=on');
    const seen: string[] = [];
    client.subscribe(() => seen.push(client.overrides().status));
    await client.ready();
    await settled();

    expect([...new Set(seen)]).toEqual(['asking', 'set']);
    expect(client.overrides()).toBe(client.overrides());
    expect(client.initial.overrides().status).toBe('none');
  });
});

describe('A16 a URL that is refused', () => {
  it.each([
    ['OVERRIDES_NOT_PERMITTED', { environment: 'production' }, 'The environment "production" does not permit this.'],
    ['VALIDATION_FAILED', { details: [] }, 'Something is wrong.'],
    ['FLAG_NOT_FOUND', { flagKey: 'bannr', environment: 'production' }, 'There is no flag "bannr" in production.'],
  ])('with %s sets nothing and reports the problem', async (code, facts, message) => {
    const { client, refuse, sent, storage } = open('?ff_banner=on&burgee_link=forged');
    refuse('overrides.setSession', { code, ...facts }, message);
    await client.ready();
    await until(() => client.overrides().status !== 'asking');

    expect(client.overrides()).toEqual({
      status: 'refused',
      overrides: [],
      problem: `Nothing was overridden. ${message}`,
      ...(code === 'OVERRIDES_NOT_PERMITTED' && { isForbidden: true }),
    });
    expect(client.isEnabled('banner')).toBe(false);
    expect(client.status().state).toBe('ready');
    expect(sent('evaluation.evaluateAll').every(({ context }) => !('sessionId' in (context ?? {})))).toBe(true);
    expect(storage.items.size).toBe(0);
  });

  it('reports the link and the flag that are wrong', async () => {
    const { client, refuse } = open('?ff_banner=on&ff_checkout=blue&burgee_link=forged');
    const details = [
      { path: 'overrides.1.value', message: 'is not a boolean' },
      { path: 'link', message: 'has expired' },
      { path: 'sessionId', message: 'is too long' },
    ];
    refuse('overrides.setSession', { code: 'VALIDATION_FAILED', details }, 'overrides.1.value: ...');
    await until(() => client.overrides().status === 'refused');

    expect(client.overrides().problem).toBe(
      'Nothing was overridden. checkout: is not a boolean. The link has expired. sessionId: is too long.',
    );
  });

  it.each([
    ['cannot be reached', () => Promise.reject(new TypeError('fetch failed'))],
    ['answers with a page', () => new Response('<html>', { status: 502 })],
    ['answers something else', () => Response.json({ result: { data: { sessionId: 7 } } })],
    ['answers an unknown failure', () => Response.json({ error: { message: 'x', data: { failure: { code: 1 } } } })],
  ])('because the server %s sets nothing and reports the problem', async (_, answer) => {
    const { client, answerWith } = open('?ff_banner=on');
    answerWith((path) => (path === 'overrides.setSession' ? answer() : undefined));
    await client.ready();
    await until(() => client.overrides().status === 'refused');

    expect(client.overrides().problem).toMatch(/^Nothing was overridden\. The server did not answer as expected: /);
    expect(client.isEnabled('banner')).toBe(false);
  });

  it('leaves the earlier overrides of the session', async () => {
    const { client, sessions, refuse } = open('?ff_checkout=on', { session: 'before' });
    sessions.set('before', new Map([['banner', true]]));
    refuse('overrides.setSession', { code: 'OVERRIDES_NOT_PERMITTED', environment: 'production' }, 'No.');
    await until(() => client.overrides().overrides.length > 0);

    expect(client.overrides()).toMatchObject({
      status: 'refused',
      problem: 'Nothing was overridden. No.',
      sessionId: 'before',
    });
    expect(client.isEnabled('banner')).toBe(true);
  });

  it('is forgotten when it is cleared, except that overrides are forbidden', async () => {
    const { client, refuse, sent } = open('?ff_banner=on');
    refuse('overrides.setSession', { code: 'OVERRIDES_NOT_PERMITTED', environment: 'production' }, 'No.');
    await until(() => client.overrides().status === 'refused');
    await client.clearOverrides();

    expect(client.overrides()).toEqual({ status: 'none', overrides: [], isForbidden: true });
    expect(sent('overrides.clearSession')).toEqual([]);
  });
});

describe('S400.8 a session from the previous page', () => {
  it('applies from the first evaluation on, and is reported', async () => {
    const { client, sessions, sent } = open('', { session: 'before', context: { sessionId: undefined } });
    sessions.set('before', new Map([['banner', true]]));
    await client.ready();
    expect(client.isEnabled('banner')).toBe(true);
    expect(client.overrides().status).toBe('asking');
    await until(() => client.overrides().status === 'set');

    expect(client.overrides().overrides).toMatchObject([{ flagKey: 'banner', value: true }]);
    expect(sent('evaluation.evaluateAll')).toHaveLength(1);
    expect(sent('overrides.setSession')).toEqual([]);
    expect(sent('overrides.forSession')).toEqual([{ sessionId: 'before' }]);
  });

  it('gets the overrides of the URL too, immediately', async () => {
    const { client, sessions, answerWith } = open('?ff_checkout=on', { session: 'before' });
    sessions.set('before', new Map([['banner', true]]));
    const gate = aGate<Response | undefined>();
    answerWith((path) => (path === 'overrides.setSession' ? gate.promise : undefined));
    await until(() => client.isEnabled('banner'));
    expect(client.isEnabled('checkout')).toBe(false);
    gate.resolve(undefined);
    await until(() => client.isEnabled('checkout'));

    expect(client.overrides().overrides.map(({ flagKey }) => flagKey)).toEqual(['banner', 'checkout']);
  });

  it('returns the same object if a new version does not change it', async () => {
    const { client, server, sessions, sent } = open('', { session: 'before' });
    sessions.set('before', new Map([['banner', true]]));
    await until(() => client.overrides().status === 'set' && client.status().connection === 'live');
    const first = client.overrides();
    server.publish({ banner: off });
    await until(() => sent('overrides.forSession').length === 2);
    await settled();

    expect(client.overrides()).toBe(first);
  });

  it('is listed again with every version, and forgotten when it has no overrides any more', async () => {
    const { client, server, sessions, storage, sent } = open('', { session: 'before' });
    sessions.set('before', new Map([['banner', true]]));
    await until(() => client.overrides().status === 'set' && client.status().connection === 'live');
    sessions.get('before')?.set('checkout', true);
    server.publish({ banner: off });
    await until(() => client.overrides().overrides.length === 2);

    sessions.delete('before');
    server.publish({ banner: off });
    await until(() => client.overrides().status === 'none');
    await settled();
    expect(client.overrides().sessionId).toBeUndefined();
    expect(storage.items.size).toBe(0);
    expect(sent('evaluation.evaluateAll').at(-1)?.context).toEqual({ userId: 'ann' });
  });

  it('B.24 is listed again at the instant at which an override expires, without a new version', async () => {
    const { client, server, sessions, storage } = open('', { session: 'before' });
    sessions.set('before', new Map([['banner', true]]));
    server.state.nextChangeAt = Date.now() + 10_000;
    await until(() => client.overrides().status === 'set' && client.isEnabled('banner'));
    await settled();
    await vi.advanceTimersByTimeAsync(9_000);
    sessions.delete('before');
    expect(client.isEnabled('banner')).toBe(true);
    await vi.advanceTimersByTimeAsync(1_500);
    await until(() => client.overrides().status === 'none' && !client.isEnabled('banner'));
    expect(storage.items.size).toBe(0);
  });

  it('that cannot be listed is still used, reported, and listed again with the next answers', async () => {
    const { client, sessions, answerWith } = open('', { session: 'before' });
    sessions.set('before', new Map([['banner', true]]));
    answerWith((path) => (path === 'overrides.forSession' ? new Response('', { status: 503 }) : undefined));
    await until(() => client.overrides().problem !== undefined);
    expect(client.overrides()).toMatchObject({ status: 'asking', sessionId: 'before' });
    expect(client.overrides().problem).toMatch(/^The overrides could not be loaded\. /);
    expect(client.isEnabled('banner')).toBe(true);

    answerWith(undefined);
    client.refresh();
    await until(() => client.overrides().status === 'set');
    expect(client.overrides().problem).toBeUndefined();
  });

  it.each([
    ['corrupt', aStorage({ [PLACE]: 'x'.repeat(300) })],
    ['empty', aStorage({ [PLACE]: '' })],
    ['blocked', aBlockedStorage()],
    ['missing', undefined],
  ])('R1 does not affect flags if the storage is %s', async (_, storage) => {
    const server = aFlagServer({ banner: off, checkout: off });
    withSessions(server);
    const client = clientOf(server, { urlOverrides: { search: '?ff_banner=on', storage } });
    await client.ready();
    expect(client.isEnabled('banner')).toBe(true);

    await client.clearOverrides();
    await until(() => !client.isEnabled('banner'));
    expect(client.overrides().status).toBe('none');
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
    await client.clearOverrides();
    expect(client.overrides()).toEqual({ status: 'none', overrides: [] });
    await until(() => !client.isEnabled('banner'));

    expect(sent('overrides.clearSession')).toEqual([{ sessionId: 'session-1' }]);
    expect(sessions.size).toBe(0);
    expect(storage.items.size).toBe(0);
    expect(sent('evaluation.evaluateAll').at(-1)?.context).toEqual({ userId: 'ann' });
  });

  it('that fails does not reject, reports the problem, and changes nothing', async () => {
    const { client, answerWith, storage } = open('?ff_banner=on');
    await client.ready();
    answerWith((path) =>
      path === 'overrides.clearSession' ? Promise.reject(new TypeError('fetch failed')) : undefined,
    );
    await client.clearOverrides();

    expect(client.overrides()).toMatchObject({
      status: 'set',
      problem: expect.stringMatching(/^Nothing was cleared\. .*fetch failed/),
    });
    expect(client.isEnabled('banner')).toBe(true);
    expect(storage.items.size).toBe(1);
    answerWith(undefined);
    await client.clearOverrides();
    expect(client.overrides()).toEqual({ status: 'none', overrides: [] });
  });

  it('is not undone by a list that was requested earlier', async () => {
    const { client, server, answerWith } = open('?ff_banner=on');
    await client.ready();
    await until(() => client.status().connection === 'live');
    await settled();
    const gate = aGate<Response>();
    const before = client.overrides();
    answerWith((path) => (path === 'overrides.forSession' ? gate.promise : undefined));
    server.publish({ banner: off });
    await settled();
    await client.clearOverrides();
    gate.resolve(Response.json({ result: { data: { ...before, environment: 'production' } } }));
    await settled();

    expect(client.overrides()).toEqual({ status: 'none', overrides: [] });
  });

  it('aborts a pending request', async () => {
    const { client, answerWith, storage, sent } = open('?ff_banner=on');
    const gate = aGate<Response>();
    answerWith((path) => (path === 'overrides.setSession' ? gate.promise : undefined));
    await settled();
    await client.clearOverrides();
    gate.resolve(lateAnswer());
    await settled();
    await client.ready();

    expect(client.overrides().status).toBe('none');
    expect(storage.items.size).toBe(0);
    expect(sent('overrides.forSession')).toEqual([]);
  });
});

function lateAnswer(): Response {
  const overrides = [{ flagKey: 'banner', value: true, expiresAt: '2026-11-22T06:00:00.000Z', reason: null }];
  return Response.json({ result: { data: { environment: 'production', sessionId: 'late', overrides } } });
}

type Opening = Partial<Omit<FlagClientOptions, 'urlOverrides'>> & { prefix?: string | undefined; session?: string };

/** A client on a page with the query `search`, and a server with session overrides. */
function open(search: string, { prefix, session, ...options }: Opening = {}) {
  const server = aFlagServer({ banner: off, checkout: off });
  if (options.environment !== undefined) server.state.environment = options.environment;
  const sessions = withSessions(server);
  const storage = aStorage(session === undefined ? {} : { [PLACE]: session });
  const urlOverrides = { search, storage, prefix };
  const client = clientOf(server, { context: { userId: 'ann' }, ...options, urlOverrides });
  return { client, server, storage, ...sessions };
}

function clientOf(server: ReturnType<typeof aFlagServer>, options: Partial<FlagClientOptions>): FlagClient {
  const runtime = { now: () => Date.now(), random: () => 0.5, fetch: server.fetch };
  const client = createFlagClient({ url: 'http://flags.test', ...options, runtime });
  clients.push(client);
  return client;
}
