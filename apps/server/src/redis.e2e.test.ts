import { MINUTE_MS } from '@burgee/contracts';
import { eventually, findRedisServer, startRedis } from '@burgee/testing';
import { Redis } from 'ioredis';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { newFlagAt, startTestServer, type TestServer, valueFor } from './test-server.ts';

const TTL_MS = 5 * MINUTE_MS;
/** The pause between two requests of a client: without it, Redis answers in time only on an idle machine. */
const PAUSE_MS = 20;
const PREFIX = 'feature_flags:development';

/** Starts two servers with one PostgreSQL and one Redis, a flag at 0%, and a user it is on for. */
async function startTwo() {
  const stack = new AsyncDisposableStack();
  const server = stack.use(await startRedis());
  const settings = { REDIS_URL: server.url };
  const one = stack.use(await startTestServer({ settings }));
  const other = stack.use(await startTestServer({ settings, databaseUrl: one.databaseUrl }));
  const redis = stack.adopt(new Redis(server.url), (client) => client.disconnect());
  // Tests kill Redis.
  redis.on('error', () => undefined);
  const key = await newFlagAt(one, 0);
  await include(one, key, 'ann');
  await eventually(async () => expect(await valueFor(other, key, { userId: 'ann' })).toBe(true));
  return { server, one, other, redis, key, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

async function include({ request }: TestServer, flagKey: string, userId: string): Promise<void> {
  const body = { userId, overrideType: 'include' };
  const { status } = await request(`/api/admin/flags/${flagKey}/users`, { as: 'editor', body });
  expect(status).toBe(201);
}

const warningsOf = ({ logged }: TestServer) =>
  logged.filter(({ msg }) => String(msg).startsWith('Redis cannot be used'));

/** Evaluates for two users on all servers repeatedly, and checks each answer. */
function startTraffic(servers: readonly TestServer[], key: string) {
  const traffic = { done: 0, wrong: [] as unknown[] };
  let isStopped = false;
  async function ask(burgee: TestServer): Promise<void> {
    for (const [userId, wanted] of [
      ['ann', true],
      ['bob', false],
    ] as const) {
      const { status, body } = await burgee.request('/api/config/flags', { body: { context: { userId } } });
      const value = (body as Record<string, unknown>)[key];
      if (status !== 200 || value !== wanted) traffic.wrong.push({ userId, status, value });
      traffic.done++;
    }
  }
  async function run(burgee: TestServer): Promise<void> {
    for (; !isStopped; await delay(PAUSE_MS)) await ask(burgee);
  }
  const running = Promise.all(servers.flatMap((burgee) => [run(burgee), run(burgee)]));
  async function stop(): Promise<void> {
    isStopped = true;
    await running;
    expect(traffic.wrong).toEqual([]);
  }
  /** Waits for `more` answers. */
  async function goesOn(more: number): Promise<void> {
    const until = traffic.done + more;
    await eventually(() => expect(traffic.done).toBeGreaterThan(until));
  }
  return { goesOn, stop };
}

describe.skipIf(!findRedisServer())('Redis', () => {
  it('W9.7 W39.7 caches flags and overrides under their keys, for at most five minutes', async () => {
    await using all = await startTwo();
    const { redis, key } = all;
    const names = [PREFIX, `${PREFIX}:${key}:overrides:ann`];
    await eventually(async () => expect(await redis.exists(...names)).toBe(2));
    for (const name of await redis.keys('*')) {
      expect(name).toMatch(/^(feature_flags:(development|staging|production)(:.+:overrides:.+)?|limits:.+)$/);
      const ttl = await redis.pttl(name);
      expect(ttl).toBeGreaterThan(0);
      expect(ttl).toBeLessThanOrEqual(TTL_MS);
    }
  });

  for (const [how, away, back] of [
    ['killed', 'SIGKILL', 'start'],
    ['hung', 'SIGSTOP', 'SIGCONT'],
  ] as const) {
    it(`R13 ${how} under traffic: no request fails, all answers are right, one warning per minute`, async () => {
      await using all = await startTwo();
      const { server, one, other, key, redis } = all;
      const { goesOn, stop } = startTraffic([one, other], key);
      await goesOn(50);
      await server.signal(away);
      // Without Redis, a change must still reach both servers, and unknown users are looked up in the database.
      await include(one, key, 'cem');
      for (const burgee of [one, other]) {
        await eventually(async () => expect(await valueFor(burgee, key, { userId: 'cem' })).toBe(true));
      }
      await goesOn(100);
      for (const burgee of [one, other]) await eventually(() => expect(warningsOf(burgee)).toHaveLength(1));
      if (back === 'start') await server.start();
      else await server.signal(back);
      // Redis is used again automatically.
      await eventually(async () => {
        await include(other, key, 'dora');
        expect(await valueFor(one, key, { userId: 'dora' })).toBe(true);
        expect(await redis.exists(`${PREFIX}:${key}:overrides:dora`)).toBe(1);
      }, 500);
      await stop();
      for (const burgee of [one, other]) expect(warningsOf(burgee)).toHaveLength(1);
    });
  }

  it('R13 flushed under traffic: no request fails, and all answers are right', async () => {
    await using all = await startTwo();
    const { one, other, key, redis } = all;
    const { goesOn, stop } = startTraffic([one, other], key);
    for (let time = 0; time < 20; time++) {
      await redis.flushall();
      await goesOn(20);
    }
    await include(one, key, 'cem');
    await eventually(async () => expect(await valueFor(other, key, { userId: 'cem' })).toBe(true));
    await stop();
    expect([...warningsOf(one), ...warningsOf(other)]).toEqual([]);
  });

  it('R14 full of garbage and foreign entries: no request fails, and all answers are right', async () => {
    await using all = await startTwo();
    const { one, other, key, redis } = all;
    const own = `${PREFIX}:${key}:overrides:ann`;
    await eventually(async () => expect(await redis.exists(PREFIX, own)).toBe(2));
    const flags = String(await redis.get(PREFIX));
    const override = String(await redis.get(own));
    const foreign = (text: string) => text.replaceAll('"development"', '"production"');
    const asExclude = override.replaceAll('"include"', '"exclude"');
    const ofBob = override.replaceAll('"ann"', '"bob"');
    const { stop } = startTraffic([one, other], key);
    let change = 0;
    for (const [ruleset, entry] of [
      ['', ''],
      ['garbage', '{"origin":'],
      ['null', 'null'],
      ['{}', '[]'],
      [flags.slice(0, -20), override.slice(0, -20)],
      [foreign(flags), foreign(override)],
      // Outdated entries must be recognized by their version or origin.
      [flags, ofBob],
      [flags, asExclude.replace(/"origin":"[^"]*"/, '"origin":"another"')],
    ] as const) {
      await redis.mset(PREFIX, ruleset, own, entry, `${PREFIX}:${key}:overrides:bob`, entry);
      // A third server has only these entries and the database.
      await using fresh = await startTestServer({
        databaseUrl: one.databaseUrl,
        settings: { REDIS_URL: all.server.url },
      });
      expect(await valueFor(fresh, key, { userId: 'ann' })).toBe(true);
      expect(await valueFor(fresh, key, { userId: 'bob' })).toBe(false);
      // Makes the other two servers reload.
      const user = `user-${++change}`;
      await redis.mset(PREFIX, ruleset, `${PREFIX}:${key}:overrides:${user}`, entry);
      await include(one, key, user);
      for (const burgee of [one, other]) {
        await eventually(async () => expect(await valueFor(burgee, key, { userId: user })).toBe(true));
      }
    }
    await stop();
  });

  it('W9.16 can be cleared for one environment by admins only', async () => {
    await using all = await startTwo();
    const { one, other, key, redis } = all;
    const own = `${PREFIX}:${key}:overrides:ann`;
    await eventually(async () => expect(await redis.exists(PREFIX, own)).toBe(2));
    const staging = 'feature_flags:staging:x:overrides:y';
    const stray = `${PREFIX}:gone:overrides:somebody`;
    await redis.mset(staging, 'x', stray, 'x');
    const invalidate = (as?: 'admin' | 'editor') =>
      one.request('/api/admin/environments/development/cache/invalidate', { method: 'POST', ...(as && { as }) });
    expect([(await invalidate()).status, (await invalidate('editor')).status]).toEqual([401, 403]);
    expect(await redis.exists(own, stray)).toBe(2);
    expect(await invalidate('admin')).toMatchObject({ status: 204, body: '' });
    expect(await redis.exists(own, stray)).toBe(0);
    expect(await redis.exists(staging)).toBe(1);
    for (const burgee of [one, other]) {
      await eventually(async () => expect(await valueFor(burgee, key, { userId: 'ann' })).toBe(true));
    }
  });
});
