import { eventually, findRedisServer, startRedis } from '@burgee/testing';
import { Redis } from 'ioredis';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Cache } from './cache.ts';
import { createRedisCache } from './redis-cache.ts';

function openCache(url: string, clock = () => 0) {
  const problems: Error[] = [];
  const cache = createRedisCache({ url, clock, onProblem: (problem) => problems.push(problem) });
  return { cache, problems, [Symbol.asyncDispose]: cache.close };
}

/** Opens a second connection, next to the cache's. */
function connect(url: string) {
  const redis = new Redis(url);
  return { redis, [Symbol.dispose]: () => redis.disconnect() };
}

const TEXTS = new Map([['a', 'text']]);

/** Waits until the cache works: the open circuit and the delay between connection attempts take some seconds. */
async function works(cache: Cache): Promise<void> {
  await eventually(async () => {
    await cache.set(TEXTS);
    expect(await cache.get(['a'])).toEqual(['text']);
  });
}

async function isBypassed(cache: Cache): Promise<void> {
  await Promise.all([cache.set(TEXTS), cache.delete(['a']), cache.deletePrefix('a')]);
  expect(await cache.get(['a', 'b'])).toEqual([undefined, undefined]);
}

/** Makes calls of all kinds continuously, and counts hits and misses of one key. */
function startTraffic(cache: Cache) {
  const seen = { hits: 0, misses: 0 };
  let isStopped = false;
  async function call(): Promise<void> {
    while (!isStopped) {
      await cache.set(TEXTS);
      const [text] = await cache.get(['a']);
      expect([undefined, 'text']).toContain(text);
      if (text === undefined) seen.misses++;
      else seen.hits++;
      await cache.delete(['b']);
      await cache.deletePrefix('c');
      // A bypassed call does not wait: without a pause, it would take the CPU from the other tests.
      await setTimeout(1);
    }
  }
  const calls = Promise.all(Array.from({ length: 8 }, call));
  const stop = async () => {
    isStopped = true;
    await calls;
  };
  return { seen, stop };
}

describe.skipIf(!findRedisServer())('R13 Redis', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  for (const [how, away, back] of [
    ['killed', 'SIGKILL', 'start'],
    ['hung', 'SIGSTOP', 'SIGCONT'],
  ] as const) {
    it(`R13 ${how} in the middle of traffic: no call fails, all miss, and it recovers by itself`, async () => {
      await using server = await startRedis();
      await using opened = openCache(server.url);
      const { cache, problems } = opened;
      await works(cache);
      const traffic = startTraffic(cache);
      await eventually(() => expect(traffic.seen.hits).toBeGreaterThan(100));
      await server.signal(away);
      await eventually(() => expect(traffic.seen.misses).toBeGreaterThan(100));
      const { hits } = traffic.seen;
      await isBypassed(cache);
      expect(traffic.seen.hits).toBe(hits);
      await (back === 'start' ? server.start() : server.signal(back));
      await works(cache);
      await eventually(() => expect(traffic.seen.hits).toBeGreaterThan(hits));
      await traffic.stop();
      expect(problems).toHaveLength(1);
    });
  }

  it('R13 hung: one call waits, then none reaches Redis for some seconds', async () => {
    const now = Date.now();
    const wallClock = vi.spyOn(Date, 'now').mockReturnValue(now);
    await using server = await startRedis();
    using beside = connect(server.url);
    await using opened = openCache(server.url);
    const { cache } = opened;
    await works(cache);
    await beside.redis.config('RESETSTAT');
    await server.signal('SIGSTOP');
    for (let call = 0; call < 50; call++) expect(await cache.get(['a'])).toEqual([undefined]);
    await server.signal('SIGCONT');
    // The cache has a new connection: only the open circuit blocks calls.
    await eventually(async () => expect(await beside.redis.client('LIST')).toMatch(/ cmd=info /));
    for (let call = 0; call < 50; call++) {
      await setImmediate();
      expect(await cache.get(['a'])).toEqual([undefined]);
    }
    expect(await beside.redis.info('commandstats')).toMatch(/cmdstat_mget:calls=1,/);
    wallClock.mockReturnValue(now + 5_000);
    expect(await cache.get(['a'])).toEqual(['text']);
  });

  it('R13 one call probes the half-open circuit, and the others do not wait for its outcome', async () => {
    const now = Date.now();
    const wallClock = vi.spyOn(Date, 'now').mockReturnValue(now);
    await using server = await startRedis();
    using beside = connect(server.url);
    await using opened = openCache(server.url);
    const { cache } = opened;
    await works(cache);
    await server.signal('SIGSTOP');
    expect(await cache.get(['a'])).toEqual([undefined]);
    await server.signal('SIGCONT');
    await eventually(async () => expect(await beside.redis.client('LIST')).toMatch(/ cmd=info /));
    await beside.redis.config('RESETSTAT');
    wallClock.mockReturnValue(now + 5_000);
    const all = await Promise.all(Array.from({ length: 50 }, () => cache.get(['a'])));
    expect(all.filter(([text]) => text === 'text')).toHaveLength(1);
    expect(await beside.redis.info('commandstats')).toMatch(/cmdstat_mget:calls=1,/);
  });

  it('R13 down from the beginning: every call misses, and the cache recovers once Redis starts', async () => {
    await using server = await startRedis();
    await server.stop();
    await using opened = openCache(server.url);
    await isBypassed(opened.cache);
    await eventually(() => expect(opened.problems).toHaveLength(1));
    await isBypassed(opened.cache);
    await server.start();
    await works(opened.cache);
  });

  it('R13 hung from the beginning: every call misses, and the cache recovers once Redis answers', async () => {
    await using server = await startRedis();
    await server.signal('SIGSTOP');
    await using opened = openCache(server.url);
    await isBypassed(opened.cache);
    await eventually(() => expect(opened.problems).toHaveLength(1));
    await isBypassed(opened.cache);
    await server.signal('SIGCONT');
    await works(opened.cache);
  });

  it('R13 flushed in the middle: old keys miss, and new ones are stored', async () => {
    await using server = await startRedis();
    using beside = connect(server.url);
    await using opened = openCache(server.url);
    const { cache, problems } = opened;
    await works(cache);
    await beside.redis.flushall();
    expect(await cache.get(['a'])).toEqual([undefined]);
    await cache.set(TEXTS);
    expect(await cache.get(['a'])).toEqual(['text']);
    expect(problems).toEqual([]);
  });

  it('R13 a problem is reported at most once a minute', async () => {
    let time = 0;
    await using server = await startRedis();
    using beside = connect(server.url);
    await using opened = openCache(server.url, () => time);
    const { cache, problems } = opened;
    await works(cache);
    await beside.redis.config('SET', 'maxmemory', '1');
    await cache.set(TEXTS);
    time = 59_999;
    await cache.set(TEXTS);
    expect(problems).toHaveLength(1);
    // Redis answers: a refused command does not open the circuit.
    expect(await cache.get(['a'])).toEqual(['text']);
    time = 60_000;
    await cache.set(TEXTS);
    expect(problems).toHaveLength(2);
    expect(problems[1]?.message).toMatch(/^Redis: OOM command not allowed/);
  });

  it('R13 a reported problem does not contain the password', async () => {
    await using server = await startRedis();
    using beside = connect(server.url);
    await beside.redis.config('SET', 'requirepass', 'right');
    await using opened = openCache(server.url.replace('//', '//:open-sesame@'));
    await eventually(() => expect(opened.problems).toHaveLength(1));
    expect(opened.problems[0]?.message).toMatch(/WRONGPASS/);
    expect(inspect(opened.problems, { depth: null })).not.toContain('open-sesame');
  });

  it('R13 drops a prefix for at most two seconds, and reports when that was too short', async () => {
    let time = 0;
    await using server = await startRedis();
    await using opened = openCache(server.url, () => (time += 1_000));
    const { cache, problems } = opened;
    await works(cache);
    // Through a connection without time limits, because a busy machine cannot store all of them before a command times out.
    using other = connect(server.url);
    const keys = Array.from({ length: 5_000 }, (_, at) => `many:${at}`);
    await other.redis.mset(new Map(keys.map((key) => [key, 'text'])));
    await cache.deletePrefix('many:');
    const left = await other.redis.exists(keys);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(keys.length);
    expect(problems.map(({ message }) => message)).toEqual(['Redis: ran out of time before all keys were dropped']);
  });

  it('R13 closing does not wait for Redis, whether it answers, hangs or is down', async () => {
    await using server = await startRedis();
    for (const signal of ['SIGCONT', 'SIGSTOP', 'SIGKILL'] as const) {
      const { cache, problems } = openCache(server.url);
      await works(cache);
      await server.signal(signal);
      const pending = cache.get(['a']);
      const reported = problems.length;
      await cache.close();
      await pending;
      await isBypassed(cache);
      await cache.close();
      expect(problems).toHaveLength(reported);
      if (signal === 'SIGSTOP') await server.signal('SIGCONT');
    }
  });
});
