import { addressOf, eventually, findRedisServer, startFaultProxy, startRedis, throughProxy } from '@burgee/testing';
import { describe, expect, it } from 'vitest';
import { openRedis } from './redis-connection.ts';

describe.skipIf(!findRedisServer())('R13 a connection to Redis', () => {
  it('that breaks during a call makes the call miss, and is replaced', async () => {
    await using server = await startRedis();
    await using proxy = await startFaultProxy(addressOf(server.url));
    const problems: string[] = [];
    const { redis, attempt, close } = openRedis({
      url: throughProxy(server.url, proxy),
      clock: () => performance.now(),
      retryAfterMs: 10,
      onProblem: (problem) => problems.push(problem),
    });
    const ping = () => attempt(() => redis.ping());
    await eventually(async () => expect(await ping()).toBe('PONG'));

    proxy.setFault({ kind: 'hang' });
    const call = ping();
    proxy.setFault({ kind: 'reset' });
    expect(await call).toBeUndefined();
    expect(problems).toHaveLength(1);

    proxy.setFault({ kind: 'none' });
    await eventually(async () => expect(await ping()).toBe('PONG'), 300);
    close();
  });
});
