import { MINUTE_MS } from '@burgee/contracts';
import {
  aFlagServer,
  answerOf,
  answerOff as off,
  answerOn as on,
  errorOf,
  type FlagServer,
  resultOf,
} from '@burgee/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFlagClient, type FlagClient, type FlagClientOptions } from './index.ts';
import { aGate, settled, until } from './test-time.ts';

const clients: FlagClient[] = [];

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: 1_000_000 }));
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
  vi.useRealTimers();
});

describe('reading flags', () => {
  it('W9.10 returns off and fallbacks while loading', () => {
    const client = clientOf(aFlagServer());

    expect(client.isEnabled('banner')).toBe(false);
    expect(client.get('banner', 'none')).toBe('none');
    expect(client.all().size).toBe(0);
    expect(client.status()).toMatchObject({ state: 'loading', source: 'default', connection: 'connecting' });
  });

  it("returns the server's answers", async () => {
    const server = aFlagServer({
      banner: on,
      checkout: off,
      color: answerOf('blue'),
      limit: answerOf(3),
      plan: answerOf({ a: [1] }),
    });
    const client = await readyClientOf(server);

    expect(client.isEnabled('banner')).toBe(true);
    expect(client.isEnabled('checkout')).toBe(false);
    expect(client.isEnabled('color')).toBe(true);
    expect(client.get('banner', false)).toBe(true);
    expect(client.get('color', 'red')).toBe('blue');
    expect(client.get('limit', 0)).toBe(3);
    expect(client.get('plan', {})).toEqual({ a: [1] });
    expect([...client.all().keys()]).toEqual(['banner', 'checkout', 'color', 'limit', 'plan']);
    expect(client.status()).toEqual({
      state: 'ready',
      source: 'server',
      environment: 'production',
      version: 1,
      updatedAt: 1_000_000,
      connection: expect.stringMatching(/connecting|live/),
    });
  });

  it('returns falsy values', async () => {
    const client = await readyClientOf(
      aFlagServer({ text: answerOf(''), count: answerOf(0), isOpen: answerOf(false) }),
    );

    expect([client.get('text', 'a'), client.get('count', 7), client.get('isOpen', true)]).toEqual(['', 0, false]);
  });

  it('returns the fallback if the value is of another type', async () => {
    const client = await readyClientOf(
      aFlagServer({ color: answerOf('blue'), limit: answerOf(3), plan: answerOf({}) }),
    );

    expect(client.get('color', true)).toBe(true);
    expect(client.get('limit', 'few')).toBe('few');
    expect(client.get('plan', 5)).toBe(5);
  });

  it('returns the fallback if the answer has no value', async () => {
    const client = await readyClientOf(
      aFlagServer({ broken: { enabled: false, reason: 'ERROR', errorCode: 'FLAG_BROKEN' } }),
    );

    expect(client.get('broken', 'safe')).toBe('safe');
  });

  it('returns any value if the fallback is null', async () => {
    const client = await readyClientOf(aFlagServer({ plan: answerOf({ a: 1 }) }));

    expect(client.get('plan', null)).toEqual({ a: 1 });
    expect(client.get('nothing', null)).toBeNull();
  });

  it('R1 does not throw for any key or fallback', async () => {
    const client = await readyClientOf(aFlagServer({ banner: on }));
    for (const odd of [undefined, null, 1n, Symbol('odd'), () => true, NaN, {}, []]) {
      expect(client.isEnabled(odd as never)).toBe(false);
      expect(() => client.get('banner', odd as never)).not.toThrow();
      expect(client.get(odd as never, odd as never)).toBe(odd);
    }
  });

  it.each(['constructor', 'toString', 'hasOwnProperty', ''])(
    'does not have a flag "%s" that does not exist',
    async (key) => {
      const client = await readyClientOf(aFlagServer());

      expect(client.isEnabled(key)).toBe(false);
      expect(client.get(key, 'none')).toBe('none');
    },
  );
});

describe('requests to the server', () => {
  it('contain the context in the body, and the key only in a header', async () => {
    const server = aFlagServer();
    server.state.environment = 'staging';
    await readyClientOf(server, { key: 'web_secret', context: { userId: 'ann', plan: 'pro' }, environment: 'staging' });
    await until(() => server.streams.size === 1);

    for (const { headers } of server.requests) expect(headers.get('Authorization')).toBe('Bearer web_secret');
    expect(server.requests.map(({ url }) => url).join()).not.toMatch(/web_secret|ann|pro\b/);
    const [asked] = server.requests.filter(({ path }) => path === 'evaluate');
    expect(asked?.method).toBe('POST');
    expect(JSON.parse(asked?.body ?? '')).toEqual({ context: { userId: 'ann', plan: 'pro' } });
    for (const { url } of server.requests) expect(new URL(url).searchParams.get('environment')).toBe('staging');
  });

  it('B.5 fetch each version that the stream announces', async () => {
    const server = aFlagServer({ banner: off });
    const client = await liveClientOf(server);

    server.publish({ banner: on });
    await until(() => client.isEnabled('banner'));
    expect(client.status()).toMatchObject({ state: 'ready', version: 2, connection: 'live' });
  });

  it('are not sent for the current version', async () => {
    const server = aFlagServer();
    await liveClientOf(server);
    server.say('data: {"version":1}\nid: 1\n\n');
    await settled();

    expect(server.asked()).toBe(1);
  });

  it('are sent once while an answer is pending, and once more for a version that arrived in the meantime', async () => {
    const server = aFlagServer({ banner: off });
    const client = await liveClientOf(server);
    const gate = aGate<Response>();
    server.respondWith((path) => (path === 'evaluate' ? gate.promise : undefined));
    server.publish({ banner: off });
    await settled();
    client.refresh();
    server.publish({ banner: off });
    server.publish({ banner: on });
    await settled();
    expect(server.asked()).toBe(2);

    server.recover();
    gate.resolve(resultOf({ environment: 'production', version: 2, flags: { banner: off } }));
    await until(() => client.isEnabled('banner'));
    await settled();
    expect(server.asked()).toBe(3);
  });

  it('are delayed if a replica is behind the announced version', async () => {
    const server = aFlagServer({ banner: off });
    const client = await liveClientOf(server, { runtime: { random: () => 0.5 } });
    server.say('data: {"version":9}\nid: 9\n\n');
    await until(() => client.status().error !== undefined);
    expect(client.status()).toMatchObject({
      state: 'stale',
      version: 1,
      error: { message: /Version 9 was announced/ },
    });
    await settled();
    expect(server.asked()).toBe(2);

    server.state.version = 9;
    server.state.flagsFor = () => ({ banner: on });
    await vi.advanceTimersByTimeAsync(500);
    await until(() => client.isEnabled('banner'));
    expect(client.status()).toMatchObject({ state: 'ready', version: 9 });
  });

  it('W9.9 are repeated before the answers are 5 minutes old', async () => {
    const server = aFlagServer();
    const client = await liveClientOf(server);
    await vi.advanceTimersByTimeAsync(3 * MINUTE_MS);
    expect(server.asked()).toBe(1);

    await vi.advanceTimersByTimeAsync(2 * MINUTE_MS);
    await until(() => client.status().updatedAt !== 1_000_000);
    expect(server.asked()).toBe(2);
  });

  it('W9.9 do not affect the current answers while they are repeated', async () => {
    const server = aFlagServer();
    const client = await liveClientOf(server);
    const gate = aGate<Response>();
    server.respondWith(() => gate.promise);
    client.refresh();
    await settled();

    expect(client.isEnabled('banner')).toBe(true);
    expect(client.status().state).toBe('ready');
    expect(server.asked()).toBe(2);
  });

  it('are not sent before connect() and after close()', async () => {
    const server = aFlagServer();
    const client = clientOf(server, { connect: false });
    client.refresh();
    client.setContext({ userId: 'ann' });
    await settled();
    expect(server.requests).toEqual([]);

    client.connect();
    client.connect();
    await until(() => client.status().connection === 'live');
    expect(server.streams.size).toBe(1);

    client.close();
    client.close();
    client.refresh();
    await vi.advanceTimersByTimeAsync(10 * MINUTE_MS);
    expect(server.streams.size).toBe(0);
    expect(server.requests).toHaveLength(2);
    expect(client.isEnabled('banner')).toBe(true);
    expect(client.status()).toMatchObject({ state: 'closed', source: 'server', connection: 'closed' });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('are ignored if the answer arrives after close()', async () => {
    const server = aFlagServer();
    const gate = aGate<Response>();
    server.respondWith(() => gate.promise);
    const client = clientOf(server);
    await settled();
    client.close();
    gate.resolve(resultOf({ environment: 'production', version: 1, flags: { banner: on } }));
    await settled();

    expect(client.isEnabled('banner')).toBe(false);
  });

  it('resume with connect() after close()', async () => {
    const server = aFlagServer({ banner: off });
    const client = await liveClientOf(server);
    client.close();
    server.publish({ banner: on });
    client.connect();
    await until(() => client.isEnabled('banner'));

    expect(server.streams.size).toBe(1);
  });
});

describe('the context', () => {
  it('can change, and the current answers of the user stay until the new ones arrive', async () => {
    const server = aFlagServer();
    server.state.flagsFor = ({ plan }) => ({ banner: plan === 'pro' ? off : on });
    const client = await liveClientOf(server, { context: { userId: 'ann' } });
    client.setContext({ userId: 'ann', plan: 'pro' });
    expect(client.isEnabled('banner')).toBe(true);
    expect(client.status()).toMatchObject({ state: 'stale', reason: 'context' });

    await client.ready();
    expect(client.isEnabled('banner')).toBe(false);
    expect(client.status().state).toBe('ready');
  });

  it('never shows the answers of one user to another one, even while the server is down', async () => {
    const server = aFlagServer({ banner: on, color: answerOf('blue') });
    const client = await liveClientOf(server, { context: { userId: 'ann' } });
    server.respondWith(() => Promise.reject(new TypeError('fetch failed')));
    client.setContext({});
    expect([client.isEnabled('banner'), client.get('color', 'red'), client.all().size]).toEqual([false, 'red', 0]);
    await until(() => client.status().error !== undefined);
    expect(client.isEnabled('banner')).toBe(false);
    expect(client.status()).toMatchObject({ state: 'loading', source: 'default' });
  });

  it('keeps or drops the current answers as the application wants', async () => {
    const server = aFlagServer();
    const client = await liveClientOf(server, { context: { userId: 'ann' } });
    server.respondWith(() => new Promise(() => {}));
    client.setContext({ userId: 'bob' }, { whileLoading: 'keep' });
    expect(client.isEnabled('banner')).toBe(true);
    client.setContext({ userId: 'bob', plan: 'pro' }, { whileLoading: 'fallback' });
    expect(client.isEnabled('banner')).toBe(false);
  });

  it('never gets a late answer for the previous context', async () => {
    const server = aFlagServer();
    const forAnn = aGate<Response>();
    server.respondWith((path) => (path === 'evaluate' ? forAnn.promise : undefined));
    const client = clientOf(server, { context: { userId: 'ann' } });
    await settled();
    server.recover();
    server.state.flagsFor = () => ({ banner: off });
    client.setContext({ userId: 'bob' });
    await client.ready();
    forAnn.resolve(resultOf({ environment: 'production', version: 7, flags: { banner: on } }));
    await settled();

    expect(client.isEnabled('banner')).toBe(false);
    expect(client.status().version).toBe(1);
  });

  it('does not change if the new one is equal', async () => {
    const server = aFlagServer();
    const client = await liveClientOf(server, { context: { userId: 'ann', groups: ['a', 'b'] } });
    client.setContext({ userId: 'ann', groups: ['a', 'b'] });
    await settled();

    expect(client.status().state).toBe('ready');
    expect(server.asked()).toBe(1);
  });

  it('triggers a new request if it changes while a failed request waits', async () => {
    const server = aFlagServer();
    server.respondWith((path) => (path === 'evaluate' ? errorOf(500) : undefined));
    const client = clientOf(server);
    await until(() => client.status().error !== undefined);
    server.recover();
    client.setContext({ userId: 'ann' });
    await client.ready();

    expect(client.isEnabled('banner')).toBe(true);
  });
});

describe('the current state', () => {
  const held = { environment: 'production', version: 5, flags: { banner: on } };

  it.each<[string, () => Response]>([
    ['an empty body', () => new Response('')],
    ['an empty object', () => Response.json({})],
    ['without data', () => Response.json({})],
    ['truncated', () => new Response('{"environment":"production","ver')],
    [
      'a page of a proxy',
      () => new Response('<html>Please sign in</html>', { headers: { 'Content-Type': 'text/html' } }),
    ],
    ['corrupt', () => resultOf({ environment: 'production', version: 6, flags: { banner: 'yes' } })],
    ['of a wrong version', () => resultOf({ ...held, version: -1 })],
    ['older', () => resultOf({ ...held, version: 4, flags: { banner: off } })],
    ['foreign', () => resultOf({ ...held, environment: 'development', version: 9, flags: { banner: off } })],
    ['empty at the current version', () => resultOf({ ...held, flags: {} })],
    ['empty and older', () => resultOf({ ...held, version: 4, flags: {} })],
    [
      'empty and of another environment',
      () => resultOf({ ...held, environment: 'development', version: 9, flags: {} }),
    ],
    ['empty and without a version', () => Response.json({ environment: 'production', flags: {} })],
    ['without flags', () => Response.json({ environment: 'production', version: 6 })],
    ['an error', () => errorOf(500)],
  ])('R14 is not replaced by an answer that is %s', async (_what, response) => {
    const server = aFlagServer();
    server.state.version = 5;
    const client = await liveClientOf(server);
    const before = client.all();
    server.respondWith((path) => (path === 'evaluate' ? response() : undefined));
    client.refresh();
    await until(() => client.status().error !== undefined);

    expect(client.all()).toBe(before);
    expect(client.isEnabled('banner')).toBe(true);
    expect(client.status()).toMatchObject({ state: 'stale', source: 'server', version: 5 });
  });

  it('R14 is not replaced by an older answer for another context of the user', async () => {
    const server = aFlagServer();
    server.state.version = 5;
    const client = await liveClientOf(server);
    server.state.version = 4;
    server.state.flagsFor = () => ({ banner: off });
    client.setContext({ plan: 'pro' });
    await until(() => client.status().error !== undefined);

    expect(client.status()).toMatchObject({ state: 'stale', version: 5 });
  });

  it('is replaced by an answer of the same version, because schedules change answers without a new one', async () => {
    const server = aFlagServer({ banner: off });
    const client = await liveClientOf(server);
    server.state.flagsFor = () => ({ banner: on });
    client.refresh();
    await until(() => client.isEnabled('banner'));

    expect(client.status()).toMatchObject({ state: 'ready', version: 1 });
  });

  it('is empty if the server has no flags yet', async () => {
    const client = await readyClientOf(aFlagServer({}));

    expect(client.all().size).toBe(0);
    expect(client.status().state).toBe('ready');
  });

  it('loses a flag that was deleted', async () => {
    const server = aFlagServer({ banner: on, old: on });
    const client = await liveClientOf(server);
    server.publish({ banner: on });
    await until(() => !client.isEnabled('old'));

    expect([...client.all().keys()]).toEqual(['banner']);
  });

  it('R14 loses its last flag if that was deleted, because the empty answer has a higher version', async () => {
    const server = aFlagServer({ old: on });
    const client = await liveClientOf(server);
    server.publish({});
    await until(() => client.all().size === 0);

    expect(client.isEnabled('old')).toBe(false);
    expect(client.status()).toMatchObject({ state: 'ready', source: 'server', version: 2, error: undefined });
    server.publish({ next: on });
    await until(() => client.isEnabled('next'));
  });

  it('R14 is replaced by a much higher version, as from a server that was restored from an older dump', async () => {
    const server = aFlagServer({ banner: off });
    const client = await liveClientOf(server);
    server.publish({ banner: on }, Number.MAX_SAFE_INTEGER - 1);
    await until(() => client.isEnabled('banner'));
    server.publish({ banner: off }, Number.MAX_SAFE_INTEGER);
    await until(() => !client.isEnabled('banner'));
    await settled();

    expect(client.status()).toMatchObject({ state: 'ready', version: Number.MAX_SAFE_INTEGER, error: undefined });
    expect(server.asked()).toBe(3);
  });

  it('R14 belongs to the named environment from the first answer on', async () => {
    const server = aFlagServer();
    const client = clientOf(server, { environment: 'staging' });
    await until(() => client.status().error !== undefined);
    expect(client.status()).toMatchObject({ state: 'loading', error: { message: /production.*staging/ } });
    server.state.environment = 'staging';
    await vi.advanceTimersByTimeAsync(1_000);
    await until(() => client.isEnabled('banner'));

    const bootstrap = { environment: 'production', version: 1, flags: {} };
    expect(clientOf(server, { environment: 'staging', bootstrap, connect: false }).status().state).toBe('loading');
  });

  it('keeps its identity if an answer is equal', async () => {
    const server = aFlagServer({ plan: answerOf({ limits: [1, { a: 2, b: 3 }] }), banner: on });
    const client = await liveClientOf(server);
    const all = client.all();
    const plan = client.get('plan', {});
    server.publish({ banner: on, plan: answerOf({ limits: [1, { a: 2, b: 3 }] }) });
    await until(() => client.status().version === 2);
    expect(client.all()).toBe(all);

    server.publish({ banner: off, plan: { ...answerOf({ limits: [1, { a: 2, b: 3 }] }), reason: 'SPLIT' } });
    await until(() => client.status().version === 3);
    expect(client.all()).not.toBe(all);
    expect(client.get('plan', {})).toBe(plan);
  });
});

describe('bootstrap', () => {
  const bootstrap = { environment: 'production', version: 3, flags: { banner: on } };

  it('applies immediately, with a status that says it is unconfirmed', async () => {
    const client = clientOf(aFlagServer(), { bootstrap, connect: false });
    await client.ready();

    expect(client.isEnabled('banner')).toBe(true);
    expect(client.status()).toEqual({
      state: 'stale',
      source: 'bootstrap',
      environment: 'production',
      version: 3,
      reason: 'bootstrap',
      staleSince: 1_000_000,
      connection: 'idle',
    });
  });

  it("is replaced by the server's answers, and stays readable as the initial state", async () => {
    const server = aFlagServer({ banner: off });
    server.state.version = 3;
    const client = clientOf(server, { bootstrap });
    await until(() => client.status().source === 'server');

    expect(client.isEnabled('banner')).toBe(false);
    expect(client.initial.isEnabled('banner')).toBe(true);
    expect(client.initial.status().source).toBe('bootstrap');
  });

  it('is ignored with an error if it is invalid', () => {
    const client = clientOf(aFlagServer(), { bootstrap: { banner: true } as never, connect: false });

    expect(client.isEnabled('banner')).toBe(false);
    expect(client.status()).toMatchObject({ state: 'loading', error: { message: /bootstrap/ } });
  });
});

describe('ready()', () => {
  it('R2 resolves after 3 s with fallbacks if the server is down', async () => {
    const server = aFlagServer();
    server.respondWith(() => Promise.reject(new TypeError('fetch failed')));
    const client = clientOf(server);
    const ready = vi.fn();
    const waiting = client.ready().then(ready);
    await vi.advanceTimersByTimeAsync(2_999);
    expect(ready).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await waiting;

    expect(client.get('banner', 'none')).toBe('none');
    expect(client.status()).toMatchObject({ state: 'loading', source: 'default', error: { message: 'fetch failed' } });
  });

  it('R2 resolves after 3 s if the server hangs', async () => {
    const server = aFlagServer();
    server.respondWith(() => new Promise(() => {}));
    const waiting = clientOf(server).ready();
    await vi.advanceTimersByTimeAsync(3_000);

    await expect(waiting).resolves.toBeUndefined();
  });

  it('resolves immediately if the answers have arrived', async () => {
    const client = await readyClientOf(aFlagServer());
    await client.ready();

    expect(client.status().state).toBe('ready');
  });
});

describe('listeners', () => {
  it('are called for changes, but not after they unsubscribe', async () => {
    const server = aFlagServer();
    const client = await liveClientOf(server);
    const listener = vi.fn();
    const stop = client.subscribe(listener);
    server.publish({ banner: off });
    await until(() => !client.isEnabled('banner'));
    expect(listener).toHaveBeenCalled();

    stop();
    listener.mockClear();
    server.publish({ banner: on });
    await until(() => client.isEnabled('banner'));
    expect(listener).not.toHaveBeenCalled();
  });

  it('R1 that throw do not affect the client or other listeners', async () => {
    const thrown: unknown[] = [];
    vi.stubGlobal('queueMicrotask', (task: () => void) => {
      try {
        task();
      } catch (error) {
        thrown.push(error);
      }
    });
    const server = aFlagServer();
    const client = clientOf(server);
    const listener = vi.fn();
    const stop = client.subscribe(() => {
      throw new Error('a bug of the application');
    });
    client.subscribe(listener);
    await client.ready();
    stop();
    vi.unstubAllGlobals();

    expect(client.isEnabled('banner')).toBe(true);
    expect(listener).toHaveBeenCalled();
    expect(thrown).toContainEqual(new Error('a bug of the application'));
  });

  it('get the same status object until something changes', async () => {
    const client = await liveClientOf(aFlagServer());

    expect(client.status()).toBe(client.status());
  });
});

function clientOf(server: FlagServer, options: Partial<FlagClientOptions> = {}): FlagClient {
  const runtime = { now: () => Date.now(), random: () => 0.5, ...options.runtime, fetch: server.fetch };
  const client = createFlagClient({ url: 'http://flags.test', ...options, runtime });
  clients.push(client);
  return client;
}

async function readyClientOf(server: FlagServer, options?: Partial<FlagClientOptions>): Promise<FlagClient> {
  const client = clientOf(server, options);
  await client.ready();
  return client;
}

async function liveClientOf(server: FlagServer, options?: Partial<FlagClientOptions>): Promise<FlagClient> {
  const client = await readyClientOf(server, options);
  await until(() => client.status().connection === 'live');
  await settled();
  return client;
}
