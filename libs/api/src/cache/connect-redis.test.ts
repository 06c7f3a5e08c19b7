import { addressOf, eventually, findRedisServer, startFaultProxy, startRedis, throughProxy } from '@burgee/testing';
import type { Redis } from 'ioredis';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { connectRedis, guardParser } from './connect-redis.ts';
import { createRedisCache } from './redis-cache.ts';

it('10.1 a parser that throws ends the connection, not the process', () => {
  const stream = new PassThrough();
  stream.on('data', () => {
    throw new RangeError('Invalid array length');
  });
  guardParser(stream as unknown as Redis['stream']);
  stream.emit('data', Buffer.from('*-'));
  expect(stream.destroyed).toBe(true);
});

describe.skipIf(!findRedisServer())('10.1 unparsable bytes from Redis', () => {
  it.each([2, 3, 5, 7, 11, 23, 61, 97, 150])(
    'never end the process, and never turn into another value (every %s bytes)',
    async (everyBytes) => {
      await using server = await startRedis();
      await using proxy = await startFaultProxy(addressOf(server.url));
      const url = throughProxy(server.url, proxy);
      const cache = createRedisCache({ url, clock: () => performance.now(), onProblem: () => undefined });
      const redis = connectRedis(url);
      redis.on('error', () => undefined);
      await eventually(async () => {
        await cache.set(new Map(ENTRIES));
        expect(await cache.get(KEYS)).toEqual(VALUES);
      });
      proxy.setFault({ kind: 'corrupt', everyBytes });
      for (let round = 0; round < 30; round++) {
        const found = await cache.get(KEYS);
        found.forEach((value, at) => expect([undefined, VALUES[at]]).toContain(value));
        // Like all users of a connection, drop it if an answer does not arrive.
        await redis.incr('count').catch(() => redis.disconnect(true));
      }
      proxy.setFault({ kind: 'none' });
      const ping = async () => expect(await redis.ping().catch(() => redis.disconnect(true))).toBe('PONG');
      // A connection attempt takes longer than the usual pause.
      await eventually(ping, 300);
      await cache.close();
      redis.disconnect();
    },
  );
});

const ENTRIES = Array.from({ length: 6 }, (_, at) => [`key ${at}`, `value ${'x'.repeat(at * 20)}`] as const);
const KEYS = ENTRIES.map(([key]) => key);
const VALUES = ENTRIES.map(([, value]) => value);
