import { aFlagServer, answerOff as off, withSessions } from '@burgee/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFlagClient, type FlagClient } from './index.ts';
import { sessionOverrides } from './overrides.ts';
import { aStorage, stateOf } from './test-storage.ts';
import { aGate, until } from './test-time.ts';

const clients: FlagClient[] = [];

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: 1_000_000 }));
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
  vi.useRealTimers();
});

describe('an override that a page sets', () => {
  it('begins a session, applies to the evaluations that follow, and is stored for the tab', async () => {
    const { client, storage } = open();
    await client.ready();
    await client.overrides?.set('banner', 'on');
    await until(() => client.isEnabled('banner'));

    expect(keysOf(client)).toEqual(['banner']);
    expect(storage.items.get('burgee-session:')).toBe('session-1');
  });

  it('is sent one after another, so that none is lost and all belong to one session', async () => {
    const { client, sent } = open();
    await client.ready();
    await Promise.all([
      client.overrides?.set('banner', 'on'),
      client.overrides?.set('checkout', 'on'),
      client.overrides?.clear('banner'),
    ]);

    expect(sent('session-overrides').map(({ sessionId }) => sessionId)).toEqual([undefined, 'session-1']);
    expect(sent('session-overrides/clear')).toEqual([{ sessionId: 'session-1', flagKey: 'banner' }]);
    expect(keysOf(client)).toEqual(['checkout']);
    await until(() => client.isEnabled('checkout') && !client.isEnabled('banner'));
  });

  it('waits for the overrides of the URL', async () => {
    const { client, sent } = open('?ff_checkout=on');
    await client.overrides?.set('banner', 'on');

    expect(sent('session-overrides')).toHaveLength(2);
    expect(keysOf(client)).toEqual(['checkout', 'banner']);
  });

  it('is removed together with its session when the last one is cleared', async () => {
    const { client, storage } = open();
    await client.overrides?.set('banner', 'on');
    await client.overrides?.clear('banner');

    expect(stateOf(client)).toMatchObject({ status: 'none', overrides: [] });
    expect(storage.items.size).toBe(0);
  });

  it('is not sent any more after all are cleared', async () => {
    const { client, sent, answerWith } = open();
    await client.overrides?.set('banner', 'on');
    const gate = aGate<undefined>();
    answerWith((path) => (path === 'session-overrides/clear' ? gate.promise : undefined));
    const set = [client.overrides?.set('checkout', 'on'), client.overrides?.set('checkout', 'off')];
    const cleared = client.overrides?.clear();
    gate.resolve(undefined);
    await Promise.all([...set, cleared]);

    expect(keysOf(client)).toEqual([]);
    expect(sent('session-overrides')).toHaveLength(1);
  });

  it('that is refused does not affect the others, and the next success removes the problem', async () => {
    const { client, refuse, answerWith } = open();
    await client.overrides?.set('banner', 'on');
    const details = [{ path: 'overrides.0.value', message: '"x" is not a boolean' }];
    refuse('session-overrides', { code: 'VALIDATION_FAILED', details }, '...');
    await client.overrides?.set('checkout', 'x');
    expect(stateOf(client)).toMatchObject({
      status: 'refused',
      problem: 'Nothing was overridden. checkout: "x" is not a boolean.',
    });
    expect(keysOf(client)).toEqual(['banner']);

    answerWith(undefined);
    await client.overrides?.set('checkout', 'on');
    expect(stateOf(client).problem).toBeUndefined();
    expect(stateOf(client).isForbidden).toBeUndefined();
  });

  it('A16 is marked as forbidden if the environment does not permit overrides', async () => {
    const { client, refuse } = open();
    refuse('session-overrides', { code: 'OVERRIDES_NOT_PERMITTED', environment: 'production' }, 'No.');
    await client.overrides?.set('banner', 'on');

    expect(stateOf(client)).toMatchObject({ problem: 'Nothing was overridden. No.', isForbidden: true });
  });
});

describe('the client of a page', () => {
  it('returns the context and the prefix of overrides in URLs', () => {
    const { client } = open();
    expect(client.context()).toEqual({ userId: 'ann' });
    client.setContext({ userId: 'bob' });

    expect(client.context()).toEqual({ userId: 'bob' });
    expect(client.overrides?.prefix).toBe('ff_');
    expect(createFlagClient({ url: '', connect: false }).overrides).toBeUndefined();
  });

  it('has no prefix if it does not read URLs', () => {
    const client = createFlagClient({ url: '', connect: false, overrides: sessionOverrides() });

    expect(client.overrides).toMatchObject({ prefix: undefined });
  });
});

function keysOf(client: FlagClient): string[] {
  return stateOf(client).overrides.map(({ flagKey }) => flagKey);
}

function open(search = '') {
  const server = aFlagServer({ banner: off, checkout: off });
  const sessions = withSessions(server);
  const storage = aStorage();
  const client = createFlagClient({
    url: 'http://flags.test',
    context: { userId: 'ann' },
    overrides: sessionOverrides({ search, storage }),
    runtime: { now: () => Date.now(), random: () => 0.5, fetch: server.fetch },
  });
  clients.push(client);
  return { client, storage, ...sessions };
}
