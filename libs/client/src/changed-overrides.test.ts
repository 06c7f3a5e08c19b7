import { aFlagServer, answerOff as off, withSessions } from '@burgee/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFlagClient, type FlagClient } from './index.ts';
import { aStorage } from './test-storage.ts';
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
    await client.setOverride('banner', 'on');
    await until(() => client.isEnabled('banner'));

    expect(keysOf(client)).toEqual(['banner']);
    expect(storage.items.get('burgee-session:')).toBe('session-1');
  });

  it('is sent one after another, so that none is lost and all belong to one session', async () => {
    const { client, sent } = open();
    await client.ready();
    await Promise.all([
      client.setOverride('banner', 'on'),
      client.setOverride('checkout', 'on'),
      client.clearOverrides('banner'),
    ]);

    expect(sent('overrides.setSession').map(({ sessionId }) => sessionId)).toEqual([undefined, 'session-1']);
    expect(sent('overrides.clearSession')).toEqual([{ sessionId: 'session-1', flagKey: 'banner' }]);
    expect(keysOf(client)).toEqual(['checkout']);
    await until(() => client.isEnabled('checkout') && !client.isEnabled('banner'));
  });

  it('waits for the overrides of the URL', async () => {
    const { client, sent } = open('?ff_checkout=on');
    await client.setOverride('banner', 'on');

    expect(sent('overrides.setSession')).toHaveLength(2);
    expect(keysOf(client)).toEqual(['checkout', 'banner']);
  });

  it('is removed together with its session when the last one is cleared', async () => {
    const { client, storage } = open();
    await client.setOverride('banner', 'on');
    await client.clearOverrides('banner');

    expect(client.overrides()).toMatchObject({ status: 'none', overrides: [] });
    expect(storage.items.size).toBe(0);
  });

  it('is not sent any more after all are cleared', async () => {
    const { client, sent, answerWith } = open();
    await client.setOverride('banner', 'on');
    const gate = aGate<undefined>();
    answerWith((path) => (path === 'overrides.clearSession' ? gate.promise : undefined));
    const set = [client.setOverride('checkout', 'on'), client.setOverride('checkout', 'off')];
    const cleared = client.clearOverrides();
    gate.resolve(undefined);
    await Promise.all([...set, cleared]);

    expect(keysOf(client)).toEqual([]);
    expect(sent('overrides.setSession')).toHaveLength(1);
  });

  it('that is refused does not affect the others, and the next success removes the problem', async () => {
    const { client, refuse, answerWith } = open();
    await client.setOverride('banner', 'on');
    const details = [{ path: 'overrides.0.value', message: '"x" is not a boolean' }];
    refuse('overrides.setSession', { code: 'VALIDATION_FAILED', details }, '...');
    await client.setOverride('checkout', 'x');
    expect(client.overrides()).toMatchObject({
      status: 'refused',
      problem: 'Nothing was overridden. checkout: "x" is not a boolean.',
    });
    expect(keysOf(client)).toEqual(['banner']);

    answerWith(undefined);
    await client.setOverride('checkout', 'on');
    expect(client.overrides().problem).toBeUndefined();
    expect(client.overrides().isForbidden).toBeUndefined();
  });

  it('A16 is marked as forbidden if the environment does not permit overrides', async () => {
    const { client, refuse } = open();
    refuse('overrides.setSession', { code: 'OVERRIDES_NOT_PERMITTED', environment: 'production' }, 'No.');
    await client.setOverride('banner', 'on');

    expect(client.overrides()).toMatchObject({ problem: 'Nothing was overridden. No.', isForbidden: true });
  });
});

describe('the client of a page', () => {
  it('reports used flags in batches, and only new ones', async () => {
    const { client } = open();
    await client.ready();
    const told = vi.fn();
    client.subscribe(told);
    client.isEnabled('banner');
    client.get('color', 'red');
    client.noteUse('checkout');
    expect(client.usedFlags().size).toBe(0);
    await Promise.resolve();
    const used = client.usedFlags();
    expect([...used]).toEqual(['banner', 'color', 'checkout']);
    client.isEnabled('banner');
    await Promise.resolve();

    expect(client.usedFlags()).toBe(used);
    expect(told).toHaveBeenCalledTimes(1);
  });

  it('records a limited number of used keys', async () => {
    const { client } = open();
    for (let key = 0; key < 2_000; key++) client.isEnabled(`key-${key}`);
    await Promise.resolve();

    expect(client.usedFlags().size).toBe(1_000);
  });

  it('returns the context and the prefix of overrides in URLs', () => {
    const { client } = open();
    expect(client.context()).toEqual({ userId: 'ann' });
    client.setContext({ userId: 'bob' });

    expect(client.context()).toEqual({ userId: 'bob' });
    expect(client.overridePrefix).toBe('ff_');
    expect(createFlagClient({ url: '', connect: false }).overridePrefix).toBeUndefined();
  });
});

function keysOf(client: FlagClient): string[] {
  return client.overrides().overrides.map(({ flagKey }) => flagKey);
}

function open(search = '') {
  const server = aFlagServer({ banner: off, checkout: off });
  const sessions = withSessions(server);
  const storage = aStorage();
  const client = createFlagClient({
    url: 'http://flags.test',
    context: { userId: 'ann' },
    urlOverrides: { search, storage },
    runtime: { now: () => Date.now(), random: () => 0.5, fetch: server.fetch },
  });
  clients.push(client);
  return { client, storage, ...sessions };
}
