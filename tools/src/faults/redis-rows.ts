import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { EVALUATIONS, findFailures, HEALTH, measureEvaluations, measureHealth } from './measures.ts';
import type { Outcome, Row } from './row.ts';
import { watchWhile } from './watch.ts';
import type { World } from './world.ts';

const LIMITS = { ...EVALUATIONS, ...HEALTH };

/** Redis is only a cache, so nothing may fail without it. */
async function withoutRedis(world: World, begin: () => Promise<void>, end: () => Promise<void>): Promise<Outcome> {
  const watched = await watchWhile(world, async () => {
    await pause(1_000);
    await begin();
    await pause(4_000);
    await end();
    await pause(2_000);
  });
  return {
    worst: { ...measureEvaluations(watched), ...measureHealth(watched) },
    violations: [...watched.violations, ...findFailures(watched)],
  };
}

async function flush(url: string): Promise<void> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write('FLUSHALL\r\n');
  await once(socket, 'data');
  socket.destroy();
}

const redis = { group: 'Redis', promise: 'R13', limits: LIMITS, isInCi: true } as const;

export const redisRows: readonly Row[] = [
  {
    ...redis,
    id: 'redis-killed',
    title: 'Redis is killed and returns empty after 4 s',
    run: (world) =>
      withoutRedis(
        world,
        () => world.redis.signal('SIGKILL'),
        () => world.redis.start(),
      ),
  },
  {
    ...redis,
    id: 'redis-hung',
    title: 'Redis accepts connections but does not answer for 4 s',
    run: (world) =>
      withoutRedis(
        world,
        () => world.redis.signal('SIGSTOP'),
        () => world.redis.signal('SIGCONT'),
      ),
  },
  {
    ...redis,
    id: 'redis-flushed',
    title: 'Redis is flushed ten times',
    run: (world) =>
      withoutRedis(
        world,
        async () => {
          for (let round = 0; round < 10; round++) await flush(world.redis.url);
        },
        async () => {},
      ),
  },
  {
    ...redis,
    id: 'redis-corrupted',
    title: 'Every third byte that Redis sends is corrupted for 4 s',
    run: (world) =>
      withoutRedis(
        world,
        async () => world.servers.forEach(({ cache }) => cache.setFault({ kind: 'corrupt', everyBytes: 3 })),
        async () => world.servers.forEach(({ cache }) => cache.setFault({ kind: 'none' })),
      ),
  },
];
