import type { FlagConfig } from '@burgee/contracts';
import type { SyncDelta } from '@burgee/contracts/sync';
import { rulesetChecksum } from '@burgee/evaluator';
import { aFlag, aSegment } from '@burgee/testing';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { follow, startTestBurgee, type TestBurgee } from './test-burgee.ts';

afterEach(() => void vi.useRealTimers());

const isLive = ({ connection }: { connection: string }) => connection === 'live';
const turnOff = (key: string) => ({ flags: { put: [aFlag({ key, enabled: false })], delete: [] } });
const isOn = async (server: ReturnType<typeof follow>, key: string) => (await server.for({})).isEnabled(key);

describe('13.6 a follower', () => {
  it('applies changes as they arrive, without another request', async () => {
    const burgee = startTestBurgee({ flags: [aFlag({ key: 'a' })] });
    await using server = follow(burgee);
    await server.until(isLive);
    burgee.change(turnOff('a'));
    await server.until(({ version }) => version === 2);

    expect(await isOn(server, 'a')).toBe(false);
    expect(burgee.requests).toEqual(['GET ruleset', 'GET stream']);
    expect(server.status()).toMatchObject({
      ...{ state: 'ready', version: 2, ageMs: 0 },
      counters: { deltasApplied: 1, rulesetsLoaded: 1, deltasIgnored: 0, checksumMismatches: 0 },
    });
  });

  it('fetches everything after a reset', async () => {
    const burgee = startTestBurgee({ flags: [aFlag({ key: 'a' })] });
    await using server = follow(burgee);
    await server.until(isLive);
    const { environment, origin, to } = burgee.prepare(turnOff('a'));
    burgee.send('reset', { environment, origin, version: to });
    await server.until(({ version }) => version === 2);

    expect(await isOn(server, 'a')).toBe(false);
    expect(server.status().counters.rulesetsLoaded).toBe(2);
  });

  it.each<[string, (delta: SyncDelta) => object, string[]]>([
    ['does not match its checksum', (delta) => ({ ...delta, checksum: '0'.repeat(16) }), ['RULESET_DAMAGED']],
    ['skips a version', (delta) => ({ ...delta, from: delta.from + 1, to: delta.to + 1 }), []],
    ['is of another database', (delta) => ({ ...delta, origin: 'other' }), []],
    ['is of another environment', (delta) => ({ ...delta, environment: 'staging' }), []],
  ])('never applies a delta that %s, and fetches everything', async (_what, breakDelta, codes) => {
    const burgee = startTestBurgee({ flags: [aFlag({ key: 'a' })] });
    await using server = follow(burgee);
    await server.until(isLive);
    burgee.send('delta', breakDelta(burgee.prepare(turnOff('a'))));
    await server.until(({ version }) => version === 2);

    expect(server.status().counters).toMatchObject({ deltasApplied: 0, rulesetsLoaded: 2 });
    expect(server.codes()).toEqual(codes);
  });

  it('ignores a delta that it has already', async () => {
    const burgee = startTestBurgee({ flags: [aFlag({ key: 'a' })] });
    await using server = follow(burgee);
    await server.until(isLive);
    const delta = burgee.change(turnOff('a'));
    burgee.send('delta', delta);
    await server.until(({ counters }) => counters.deltasIgnored === 1);

    expect(burgee.requests).toEqual(['GET ruleset', 'GET stream']);
  });

  it.each([
    ['event: delta\ndata: {"from":1}\n\n'],
    ['event: reset\ndata: {}\n\n'],
    ['event: delta\ndata: {"from"\n\n'],
  ])('opens a corrupt stream again: %j', async (text) => {
    vi.useFakeTimers();
    const burgee = startTestBurgee({ flags: [aFlag({ key: 'a' })] });
    await using server = follow(burgee);
    await server.until(isLive);
    burgee.write(text);
    await server.until(({ connection }) => connection === 'reconnecting');
    await vi.advanceTimersByTimeAsync(1_000);
    await server.until(isLive);
    expect(await isOn(server, 'a')).toBe(true);
  });

  it('continues where it was when a stream ends', async () => {
    vi.useFakeTimers();
    const burgee = startTestBurgee({ flags: [aFlag({ key: 'a' })] });
    await using server = follow(burgee);
    await server.until(isLive);
    burgee.cut();
    await server.until(({ connection }) => connection === 'reconnecting');
    expect(server.status()).toMatchObject({ state: 'stale', version: 1 });
    burgee.prepare(turnOff('a'));
    await vi.advanceTimersByTimeAsync(1_000);
    await server.until(({ version }) => version === 2);
    expect(await isOn(server, 'a')).toBe(false);
  });

  it('polls while the stream fails, with the tag of the version that it holds', async () => {
    vi.useFakeTimers();
    const burgee = startTestBurgee({ flags: [aFlag({ key: 'a' })] });
    burgee.intercept = (path) => (path === 'stream' ? new Response(null, { status: 502 }) : undefined);
    await using server = follow(burgee);
    await server.ready();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.status()).toMatchObject({ connection: 'polling', version: 1, counters: { rulesetsLoaded: 1 } });
    burgee.prepare(turnOff('a'));
    await vi.advanceTimersByTimeAsync(30_000);
    expect(server.status()).toMatchObject({ version: 2, counters: { rulesetsLoaded: 2 } });
  });

  it('is ready once its stream is live, even if a request that began before fails or is out of date', async () => {
    vi.useFakeTimers();
    const burgee = startTestBurgee({ flags: [aFlag({ key: 'a' })] });
    for (const late of [Response.json({}, { status: 503 }), await burgee.fetch('http://test/api/sync/ruleset')]) {
      let answer: ((response: Response) => void) | undefined;
      burgee.intercept = (path) => (path === 'stream' ? new Response(null, { status: 502 }) : undefined);
      await using server = follow(burgee);
      await server.ready();
      burgee.intercept = (path) =>
        path === 'stream' ? new Response(null, { status: 502 }) : new Promise((resolve) => (answer = resolve));
      await vi.advanceTimersByTimeAsync(5_000);
      burgee.intercept = undefined;
      await vi.advanceTimersByTimeAsync(8_000);
      await server.until(isLive);
      const { to } = burgee.change(turnOff('a'));
      await server.until(({ version }) => version === to);
      expect(answer).toBeDefined();
      answer?.(late);
      await vi.advanceTimersByTimeAsync(1);

      expect(server.status()).toMatchObject({ state: 'ready', error: undefined });
      expect(server.codes()).toEqual([]);
    }
  });

  it('keeps its flags and tells their age while the server is away', async () => {
    vi.useFakeTimers();
    let now = 1_000_000;
    const burgee = startTestBurgee({ flags: [aFlag({ key: 'a' })] });
    await using server = follow(burgee, { runtime: { now: () => now } });
    await server.until(isLive);
    burgee.intercept = () => Promise.reject(new Error('no route to host'));
    burgee.cut();
    await server.until(({ connection }) => connection !== 'live');
    now += 600_000;
    await vi.advanceTimersByTimeAsync(120_000);

    expect(await isOn(server, 'a')).toBe(true);
    expect(server.status()).toMatchObject({
      ...{ state: 'stale', source: 'server', version: 1, ageMs: 600_000 },
      error: { message: 'no route to host' },
    });
    expect(server.codes()).toEqual(['SERVER_UNAVAILABLE']);
    burgee.intercept = undefined;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.status()).toMatchObject({ state: 'ready', ageMs: 0, error: undefined });
  });

  it('never goes back to an older version, such as of a server that is behind', async () => {
    vi.useFakeTimers();
    const fields = { flags: [aFlag({ key: 'a' })] };
    const [ahead, behind] = [startTestBurgee(fields), startTestBurgee(fields)];
    ahead.prepare(turnOff('a'));
    let current: TestBurgee = ahead;
    await using server = follow({ fetch: (...request) => current.fetch(...request) });
    await server.until(isLive);
    current = behind;
    behind.intercept = (path) => (path === 'stream' ? new Response(null, { status: 502 }) : undefined);
    ahead.cut();
    await vi.advanceTimersByTimeAsync(120_000);

    expect(server.status()).toMatchObject({ state: 'stale', version: 2 });
    expect(server.codes()).toEqual(['SERVER_BEHIND']);
    expect(await isOn(server, 'a')).toBe(false);
    behind.prepare(turnOff('a'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.status()).toMatchObject({ state: 'ready', version: 2, error: { status: 502 } });
  });

  it('takes the flags of another database at any version, and reports it', async () => {
    vi.useFakeTimers();
    const burgee = startTestBurgee({ flags: [aFlag({ key: 'a' })], version: 7 });
    const restored = startTestBurgee({ flags: [aFlag({ key: 'a', enabled: false })] });
    restored.origin = 'another';
    let current = burgee;
    await using server = follow({ fetch: (...request) => current.fetch(...request) });
    await server.until(isLive);
    current = restored;
    burgee.cut();
    await vi.advanceTimersByTimeAsync(1_000);
    await server.until(({ version }) => version === 1);

    expect(await isOn(server, 'a')).toBe(false);
    expect(server.codes()).toEqual(['OTHER_DATABASE']);
  });

  it.each<[string, (text: string) => string]>([
    ['a flag was changed on the way', (text) => text.replace('"enabled":true', '"enabled":false')],
    ['the versions differ', (text) => text.replace('"version":1', '"version":9')],
  ])('never takes a ruleset that does not match its checksum: %s', async (_what, damage) => {
    vi.useFakeTimers();
    const burgee = startTestBurgee({ flags: [aFlag({ key: 'a' })] });
    let isDamaged = true;
    await using server = follow({
      fetch: async (input, init) => {
        const response = await burgee.fetch(input, init);
        if (!String(input).endsWith('ruleset') || !isDamaged) return response;
        return new Response(damage(await response.text()));
      },
    });
    await vi.advanceTimersByTimeAsync(500);
    expect(server.status()).toMatchObject({ state: 'loading', version: undefined });
    expect(server.status().counters.checksumMismatches).toBeGreaterThan(0);
    expect(server.codes()).toEqual(['RULESET_DAMAGED']);
    isDamaged = false;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.status()).toMatchObject({ state: 'ready', version: 1 });
  });

  it.each([[new Response('<html>')], [Response.json({})], [Response.json(null)]])(
    'takes nothing else for a ruleset',
    async (response) => {
      const burgee = startTestBurgee();
      burgee.intercept = () => response;
      await using server = follow(burgee);
      await server.until(({ error }) => error !== undefined);
      expect(server.status().state).toBe('loading');
      expect(server.codes()).toEqual(['SERVER_UNAVAILABLE']);
    },
  );

  it('reports a key that the server refuses, and tries again slowly', async () => {
    vi.useFakeTimers();
    const burgee = startTestBurgee();
    const problem = { title: 'The key is invalid', code: 'UNAUTHENTICATED' };
    burgee.intercept = () => Response.json(problem, { status: 401 });
    await using server = follow(burgee);
    await vi.advanceTimersByTimeAsync(100_000);
    expect(burgee.requests).toEqual(['GET ruleset']);
    expect(server.problems).toEqual([{ code: 'KEY_REFUSED', message: 'The key is invalid' }]);
    burgee.intercept = undefined;
    await vi.advanceTimersByTimeAsync(100_000);
    expect(server.status().state).toBe('ready');
  });

  it.each([[undefined], ['']])('reports that it has no key, and sends nothing: %j', async (key) => {
    const burgee = startTestBurgee();
    await using server = follow(burgee, { key });
    await server.until(({ error }) => error !== undefined);
    expect(server.problems).toEqual([{ code: 'KEY_REFUSED', message: expect.stringContaining('There is no key') }]);
    expect(burgee.requests).toEqual([]);
  });

  it('reports flags that cannot be evaluated, once, and serves the others', async () => {
    const broken = { ...aFlag({ key: 'broken' }), variants: [] } as FlagConfig;
    const burgee = startTestBurgee({ flags: [aFlag({ key: 'a' })] });
    await using server = follow(burgee);
    await server.until(isLive);
    burgee.change({ flags: { put: [broken], delete: [] } });
    await server.until(({ version }) => version === 2);

    expect([await isOn(server, 'a'), await isOn(server, 'broken')]).toEqual([true, false]);
    burgee.change({ flags: { put: [aFlag({ key: 'c' })], delete: [] } });
    await server.until(({ version }) => version === 3);
    expect(server.problems).toEqual([{ code: 'FLAG_BROKEN', flagKey: 'broken', message: expect.any(String) }]);
    burgee.change({ flags: { put: [aFlag({ key: 'broken' })], delete: [] } });
    await server.until(({ version }) => version === 4);
    expect(await isOn(server, 'broken')).toBe(true);
    burgee.change({ flags: { put: [broken], delete: [] } });
    await server.until(({ version }) => version === 5);
    expect(server.codes()).toEqual(['FLAG_BROKEN', 'FLAG_BROKEN']);
  });
});

describe('13.6 a follower whose deltas are lost, repeated, reordered or cut', () => {
  const keys = fc.constantFrom('a', 'b', 'c');
  const change = fc.oneof(
    fc.record({ key: keys, enabled: fc.boolean() }).map((fields) => ({ flags: { put: [aFlag(fields)], delete: [] } })),
    keys.map((key) => ({ flags: { put: [], delete: [aFlag({ key }).key] } })),
    fc.constantFrom('x', 'y').map((key) => ({ segments: { put: [aSegment({ key })], delete: [] } })),
  );
  const delivery = fc.constantFrom('send', 'send', 'send', 'lose', 'repeat', 'delay', 'cut', 'truncate');

  it('holds what the server holds, or fetches everything, through 1,000 random sequences', async () => {
    vi.useFakeTimers();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(change, delivery), { maxLength: 12 }), async (steps) => {
        const burgee = startTestBurgee({ flags: [aFlag({ key: 'a' })] });
        await using server = follow(burgee, { usage: false });
        await server.until(isLive);
        const delayed: SyncDelta[] = [];
        for (const [delta, how] of steps) deliver(burgee, burgee.prepare(delta), how, delayed);
        for (const event of delayed) burgee.send('delta', event);
        // The next change shows a follower that deltas are missing.
        burgee.change({ flags: { put: [aFlag({ key: 'last' })], delete: [] } });
        await vi.advanceTimersByTimeAsync(60_000);

        const { version, counters } = server.status();
        expect(version).toBe(burgee.ruleset().version);
        const flags = await server.for({});
        const expected = burgee.ruleset().flags.map(({ key, enabled }) => [key, enabled]);
        expect([...flags.all().values()].map(({ key, enabled }) => [key, enabled])).toEqual(expected);
        expect(counters.checksumMismatches).toBe(0);
      }),
      { numRuns: 1_000 },
    );
  });

  function deliver(burgee: TestBurgee, event: SyncDelta, how: string, delayed: SyncDelta[]): void {
    expect(event.checksum).toBe(rulesetChecksum(burgee.ruleset()));
    if (how === 'send' || how === 'repeat') burgee.send('delta', event);
    if (how === 'repeat') burgee.send('delta', event);
    if (how === 'delay') delayed.push(event);
    if (how === 'truncate') burgee.write(`event: delta\ndata: ${JSON.stringify(event).slice(0, -9)}\n\n`);
    if (how === 'cut') burgee.cut();
  }
});
