import {
  addressOf,
  createDatabase,
  eventually,
  findRedisServer,
  SCRATCH_FOLDER,
  startFaultProxy,
  startRedis,
  throughProxy,
} from '@burgee/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchServer } from './test-process.ts';

/**
 * A server in its own process, so that a crash is visible. Bits are flipped in what PostgreSQL and Redis send to it.
 */
let server: { url: string; token: string; exitCode: () => number | null; errors: () => string };
let proxies: Awaited<ReturnType<typeof startFaultProxy>>[];
const stack = new AsyncDisposableStack();

beforeAll(async () => {
  const databaseUrl = await createDatabase(inject('postgresUrl'));
  const database = stack.use(await startFaultProxy(addressOf(databaseUrl)));
  proxies = [database];
  const settings: Record<string, string> = {
    DATABASE_URL: throughProxy(databaseUrl, database),
    VERSION_POLL_MS: '200',
    LIMIT_SIGN_INS: '0',
  };
  if (findRedisServer()) {
    const redis = stack.use(await startRedis());
    const proxy = stack.use(await startFaultProxy(addressOf(redis.url)));
    proxies.push(proxy);
    settings['REDIS_URL'] = throughProxy(redis.url, proxy);
  }
  server = await launch(settings);
  expect((await write()).status).toBe(200);
});
afterAll(() => stack.disposeAsync());

async function launch(settings: Record<string, string>): Promise<typeof server> {
  const directory = await mkdtemp(join(SCRATCH_FOLDER, 'burgee-unreadable-'));
  stack.defer(() => rm(directory, { recursive: true, force: true }));
  const launched = stack.use(launchServer({ NODE_ENV: 'development', DATA_DIR: directory, ...settings }));
  const { child, output } = launched;
  return { ...(await launched.ready()), exitCode: () => child.exitCode, errors: () => output.err };
}

const post = (path: string, body: object, headers = {}) =>
  fetch(server.url + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: server.url, ...headers },
    body: JSON.stringify(body),
  });
const authorization = () => ({ Authorization: `Bearer ${server.token}` });
const write = () =>
  post('/api/admin/flags/wishlist-gallery', { enabled: true, rolloutPercentage: 100 }, authorization());
const list = () => fetch(`${server.url}/api/admin/flags`, { headers: authorization() });
const signIn = () =>
  post('/api/auth/sign-in/email', { email: 'nobody@example.org', password: 'correct horse battery' });

/** Evaluates for a user who has been looked up, and for one who has not. */
async function evaluate(round: number): Promise<void> {
  for (const userId of ['ann', `user ${round}`]) {
    const response = await fetch(`${server.url}/api/config/flags?${new URLSearchParams({ userId }).toString()}`);
    expect([response.status, await response.json()]).toEqual([
      200,
      expect.objectContaining({ 'wishlist-gallery': true }),
    ]);
  }
}

/** Intervals without a common factor, so that each round corrupts other bytes. */
const INTERVALS = [2, 17, 41, 67, 101, 157, 211, 307, 401, 499, 601, 797, 997, 1511, 2003];

describe('10.1 flipped bits in what PostgreSQL and Redis send', () => {
  it.each(INTERVALS)('never end the process and never change an evaluation (every %s bytes)', async (everyBytes) => {
    for (const proxy of proxies) proxy.setFault({ kind: 'corrupt', everyBytes });
    for (let round = 0; round < 3; round++) {
      const others = Promise.allSettled([write(), list(), signIn()]);
      await evaluate(everyBytes * 10 + round);
      await others;
    }
    for (const proxy of proxies) proxy.setFault({ kind: 'none' });
    expect([server.exitCode(), server.errors()]).toEqual([null, '']);
    await eventually(async () => expect((await write()).status).toBe(200));
    await eventually(async () => expect((await list()).status).toBe(200));
    await eventually(async () => expect((await signIn()).status).toBe(401));
    await evaluate(everyBytes);
  });

  it('leave the server current and complete afterward', async () => {
    await eventually(async () => {
      const response = await fetch(`${server.url}/readyz`);
      expect(await response.json()).toMatchObject({ status: 'ready', database: { isCurrent: true, lost: [] } });
    });
  });
});
