import { openRedis } from '@burgee/api';
import { eventually, findRedisServer, startRedis } from '@burgee/testing';
import { describe, expect, it, vi } from 'vitest';
import { newFlag, startTestServer } from '../test-server.ts';
import { createBackgroundCounter } from './background-counter.ts';
import { createCounter } from './counter.ts';

const clock = () => performance.now();

async function startShared() {
  const server = await startRedis();
  const problems: string[] = [];
  const onProblem = (problem: string) => problems.push(problem);
  const connect = () => openRedis({ url: server.url, clock, retryAfterMs: 0, onProblem });
  const [one, other] = [connect(), connect()];
  const areReady = () => eventually(() => Promise.all([one, other].map(({ redis }) => redis.ping())));
  await areReady();
  return {
    server,
    one,
    other,
    problems,
    areReady,
    [Symbol.asyncDispose]: async () => {
      one.close();
      other.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

describe.skipIf(!findRedisServer())('F1.10 limits in Redis', () => {
  it('are shared by servers: writes', async () => {
    await using redis = await startRedis();
    const settings = { REDIS_URL: redis.url, LIMIT_WRITES: '10' };
    await using one = await startTestServer({ settings });
    await using other = await startTestServer({ settings, databaseUrl: one.databaseUrl });
    const key = await newFlag(one);
    const change = ({ request }: typeof one) =>
      request(`/api/admin/flags/${key}`, { as: 'editor', body: { enabled: true } });
    // Until the connection is ready, each server counts on its own.
    await eventually(async () => expect((await change(one)).status).toBe(429));
    await eventually(async () => expect((await change(other)).status).toBe(429));
    const counts = await Promise.all([one, other].map(({ request }) => request('/readyz')));
    expect(counts.map(({ status }) => status)).toEqual([200, 200]);
  });

  it('are shared by servers: ten sign-ins for both together', async () => {
    await using shared = await startShared();
    const limit = { name: 'sign-ins', max: 10, windowSec: 60 };
    const [one, other] = [createCounter(limit, shared.one), createCounter(limit, shared.other)];
    const waits = await Promise.all(Array.from({ length: 30 }, (_, index) => (index % 2 ? one : other).take('ann')));
    expect(waits.filter((wait) => wait === undefined)).toHaveLength(10);
    await one.giveBack('bob');
    await other.clear('ann');
  });

  it('are shared by servers: evaluations, counted in the background', async () => {
    await using shared = await startShared();
    const limit = { name: 'evaluations', max: 10, windowSec: 60 };
    const one = createBackgroundCounter({ limit, connection: shared.one, clock });
    const other = createBackgroundCounter({ limit, connection: shared.other, clock });
    one.count('ann', 8);
    other.count('ann', 8);
    await eventually(() => expect([one.waitOf('ann'), other.waitOf('ann')]).toContain(60));
    expect(one.waitOf('bob')).toBeUndefined();
    one.close();
    other.close();
  });

  for (const [how, away, back] of [
    ['killed', 'SIGKILL', 'start'],
    ['hung', 'SIGSTOP', 'SIGCONT'],
  ] as const) {
    it(`R13 ${how}: one request waits for at most 250 ms, then memory counts, and Redis again when it is back`, async () => {
      await using shared = await startShared();
      const limit = { name: 'writes', max: 5, windowSec: 60 };
      const counter = createCounter(limit, shared.one);
      const background = createBackgroundCounter({ limit, connection: shared.one, clock });
      expect(await counter.take('ann')).toBeUndefined();
      const sent = vi.spyOn(shared.one.redis, 'sendCommand');
      await shared.server.signal(away);
      const waits: (number | undefined)[] = [];
      for (let time = 0; time < 50; time++) {
        waits.push(await counter.take('ann'));
        background.count('ann');
      }
      // A request that sends nothing to Redis does not wait.
      expect(sent.mock.calls.filter(([{ name }]) => name.startsWith('eval')).length).toBeLessThanOrEqual(1);
      expect(shared.one.redis.options.commandTimeout).toBeLessThanOrEqual(250);
      expect(waits.filter((wait) => wait === undefined)).toHaveLength(5);
      expect(background.waitOf('ann')).toBeGreaterThan(0);
      expect(shared.problems.length).toBeLessThanOrEqual(2);
      if (back === 'start') await shared.server.start();
      else await shared.server.signal(back);
      await shared.areReady();
      expect(await createCounter(limit, shared.one).take('bob')).toBeUndefined();
      expect(await createCounter(limit, shared.other).take('bob', 5)).toBeGreaterThan(0);
      background.close();
    });
  }
});
