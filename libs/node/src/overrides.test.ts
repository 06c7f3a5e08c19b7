import type { SyncedOverrides } from '@burgee/contracts/sync';
import { aFlag, aSessionOverride, aTestingOverride, aUserOverride, NOW } from '@burgee/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { follow, startTestBurgee } from './test-burgee.ts';

afterEach(() => void vi.useRealTimers());

const FLAGS = ['a', 'b'].map((key) => aFlag({ key, rollout: 0 }));
type IdOverride = SyncedOverrides['overrides'][number];
const forAnn = aUserOverride({ flagKey: 'a', target: 'ann' });

async function start(overrides: IdOverride[] = [forAnn], options: Parameters<typeof follow>[1] = {}) {
  const burgee = startTestBurgee({ flags: FLAGS, permitsSessionOverrides: true }, overrides);
  const server = follow(burgee, options);
  await server.until(({ connection }) => connection === 'live');
  const isOn = async (userId: string) => (await server.for({ userId })).isEnabled('a');
  const asked = () => burgee.asked.map((ids) => ids.map(({ id }) => id));
  return { burgee, server, isOn, asked, [Symbol.asyncDispose]: server.close };
}

describe('13.7 the overrides of a context', () => {
  it('cost no request for a user without any', async () => {
    await using at = await start();
    expect(await at.isOn('ben')).toBe(false);
    expect((await at.server.for({})).isEnabled('a')).toBe(false);
    expect(at.asked()).toEqual([]);
  });

  it('cost one request, then none until a change names the user', async () => {
    await using at = await start();
    expect([await at.isOn('ann'), await at.isOn('ann')]).toEqual([true, true]);
    expect(at.asked()).toEqual([['ann']]);

    at.burgee.overrides.length = 0;
    at.burgee.change({}, { ids: [{ type: 'user', id: forAnn.target }] });
    await at.server.until(({ version }) => version === 2);
    expect([await at.isOn('ann'), await at.isOn('ann')]).toEqual([false, false]);
    expect(at.asked()).toEqual([['ann'], ['ann']]);
  });

  it('cost no request any more once the server knows which users have some', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const burgee = startTestBurgee({ flags: FLAGS }, [forAnn]);
    burgee.isIndexed = false;
    await using server = follow(burgee);
    await server.until(({ connection }) => connection === 'live');
    await server.for({ userId: 'ben' });
    expect(burgee.asked).toHaveLength(1);
    burgee.isIndexed = true;
    await vi.advanceTimersByTimeAsync(5_000);
    await server.for({ userId: 'cleo' });
    expect(burgee.asked).toHaveLength(1);
    const requests = burgee.requests.length;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(burgee.requests.slice(requests).filter((request) => request === 'GET ruleset')).toEqual([]);
  });

  it('are found for a user who had none when a change names the user', async () => {
    await using at = await start([]);
    expect(await at.isOn('ann')).toBe(false);
    at.burgee.overrides.push(forAnn);
    at.burgee.change({}, { ids: [{ type: 'user', id: forAnn.target }] });
    await at.server.until(({ version }) => version === 2);
    expect(await at.isOn('ann')).toBe(true);
  });

  it('are those of its user, session and test run', async () => {
    const session = aSessionOverride({ flagKey: 'a', target: 's' });
    await using at = await start([session, aTestingOverride({ flagKey: 'b', target: 't' })]);
    const flags = await at.server.for({ userId: 'ann', sessionId: 's', testRunId: 't' });
    expect([flags.explain('a').layer, flags.explain('b').layer]).toEqual(['session', 'testing']);
    expect(at.asked()).toEqual([['s', 't']]);
  });

  it('are asked for once and together by requests that arrive at once', async () => {
    const ids = Array.from({ length: 1_200 }, (_, index) => `user-${index}`);
    await using at = await start(ids.map((target) => aUserOverride({ flagKey: 'a', target })));
    const results = await Promise.all([...ids, ...ids].map(at.isOn));
    expect(results.every(Boolean)).toBe(true);
    expect(at.asked().map(({ length }) => length)).toEqual([1_000, 200]);
  });

  it('of a flag that was deleted end with it', async () => {
    await using at = await start([forAnn, aUserOverride({ flagKey: 'b', target: 'ann' })]);
    await at.isOn('ann');
    at.burgee.change({}, { endedFlags: [forAnn.flagKey] });
    await at.server.until(({ version }) => version === 2);
    const flags = await at.server.for({ userId: 'ann' });
    expect([flags.isEnabled('a'), flags.isEnabled('b')]).toEqual([false, true]);
    expect(at.asked()).toHaveLength(1);
  });

  it('of an answer that is older than the change that names the user do not count', async () => {
    await using at = await start();
    const old = Response.json({
      ...{ environment: 'production', origin: at.burgee.origin, version: 1, overrides: [forAnn] },
    });
    at.burgee.overrides.length = 0;
    at.burgee.change({}, { ids: [{ type: 'user', id: forAnn.target }] });
    await at.server.until(({ version }) => version === 2);
    at.burgee.intercept = () => old;
    const flags = await at.server.for({ userId: 'ann' });
    expect([flags.isEnabled('a'), flags.isStale]).toEqual([false, true]);
    at.burgee.intercept = undefined;
    expect((await at.server.for({ userId: 'ann' })).isStale).toBe(false);
  });

  it('of another database do not count', async () => {
    await using at = await start();
    at.burgee.intercept = () =>
      Response.json({ environment: 'production', origin: 'other', version: 9, overrides: [forAnn] });
    expect(await at.server.for({ userId: 'ann' })).toMatchObject({ isStale: true });
  });

  it('expire', async () => {
    let now = NOW;
    const expiring = aUserOverride({ flagKey: 'a', target: 'ann', expiresAt: '2027-01-01T13:00:00Z' });
    await using at = await start([expiring], { runtime: { now: () => now } });
    expect(await at.isOn('ann')).toBe(true);
    now = Date.parse('2027-01-01T13:00:00Z');
    expect(await at.isOn('ann')).toBe(false);
  });

  it('are held for 10,000 ids, those used last', async () => {
    const ids = Array.from({ length: 10_001 }, (_, index) => `user-${index}`);
    await using at = await start(ids.map((target) => aUserOverride({ flagKey: 'a', target })));
    await Promise.all(ids.slice(0, 10_000).map(at.isOn));
    await at.isOn('user-0');
    await at.isOn('user-10000');
    at.burgee.asked.length = 0;
    await at.isOn('user-0');
    await at.isOn('user-1');
    expect(at.asked()).toEqual([['user-1']]);
  });

  it('are asked for everyone while the server does not know who has some', async () => {
    const burgee = startTestBurgee({ flags: FLAGS });
    await using server = follow({
      fetch: async (input, init) => {
        const response = await burgee.fetch(input, init);
        if (!String(input).endsWith('ruleset')) return response;
        return Response.json({ ...((await response.json()) as object), overrides: { count: 0, filter: null } });
      },
    });
    await server.ready();
    await server.for({ userId: 'ann' });
    await server.for({ userId: 'ann' });
    expect(burgee.asked).toEqual([[{ type: 'user', id: 'ann' }]]);
  });

  it.each([[''], [7], ['x'.repeat(256)]])('are not looked up for an invalid id: %j', async (userId) => {
    await using at = await start();
    const flags = await at.server.for({ userId: userId as string });
    expect(flags.explain('a')).toMatchObject({ errorCode: 'INVALID_CONTEXT' });
    expect(at.asked()).toEqual([]);
  });
});

describe('13.7 overrides that cannot be fetched', () => {
  it('delay a request by 250 ms at most, which then evaluates without them and says so', async () => {
    vi.useFakeTimers();
    await using at = await start();
    at.burgee.intercept = (path) => (path === 'overrides' ? new Promise(() => {}) : undefined);
    const done = vi.fn();
    const waiting = at.server.for({ userId: 'ann' }).then((flags) => {
      done();
      return flags;
    });
    await vi.advanceTimersByTimeAsync(249);
    expect(done).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(await waiting).toMatchObject({ isStale: true });
    expect((await waiting).isEnabled('a')).toBe(false);
  });

  it('are asked for again after a pause, in which no request waits', async () => {
    let now = NOW;
    await using at = await start([forAnn], { runtime: { now: () => now } });
    at.burgee.intercept = (path) => (path === 'overrides' ? Response.json({}, { status: 503 }) : undefined);
    const isStale = async () => (await at.server.for({ userId: 'ann' })).isStale;
    expect([await isStale(), await isStale(), await isStale()]).toEqual([true, true, true]);
    expect(at.burgee.requests.filter((request) => request === 'POST overrides')).toHaveLength(1);
    expect(at.server.codes()).toEqual(['OVERRIDES_UNAVAILABLE']);

    at.burgee.intercept = undefined;
    now += 1_000;
    expect([await isStale(), await at.isOn('ann')]).toEqual([false, true]);
    at.burgee.change({}, { ids: [{ type: 'user', id: forAnn.target }] });
    await at.server.until(({ version }) => version === 2);
    at.burgee.intercept = (path) => (path === 'overrides' ? Response.json({}, { status: 503 }) : undefined);
    expect(await isStale()).toBe(true);
    expect(at.server.codes()).toEqual(['OVERRIDES_UNAVAILABLE', 'OVERRIDES_UNAVAILABLE']);
  });

  it('do not hide those that are in memory', async () => {
    await using at = await start([forAnn, aSessionOverride({ flagKey: 'b', target: 's' })]);
    await at.isOn('ann');
    at.burgee.intercept = () => Response.json(null);
    const flags = await at.server.for({ userId: 'ann', sessionId: 's' });
    expect([flags.isEnabled('a'), flags.isEnabled('b'), flags.isStale]).toEqual([true, false, true]);
  });
});
