import { eventually, freePort } from '@burgee/testing';
import pg from 'pg';
import { expect, it } from 'vitest';
import { launchServer } from './test-process.ts';
import { startTestServer, type TestServer } from './test-server.ts';

/** Each writer has its own flag, because the overrides of one flag may change only so often per hour. */
const WRITERS = Array.from({ length: 50 }, (_, at) => {
  const environment = ['development', 'staging', 'production'][at % 3] ?? '';
  return { environment, flagKey: `of-writer-${at}` };
});
type Writer = (typeof WRITERS)[number];
/** Both servers sign the audit chain with it. */
const AUTH_SECRET = 'the-two-servers-of-this-test-have-it';

/** Starts a server in its own process, to be killed. */
async function startProcess(databaseUrl: string) {
  const port = await freePort();
  const settings = { DATABASE_URL: databaseUrl, AUTH_SECRET, PORT: String(port), LIMIT_WRITES: '0' };
  const url = `http://127.0.0.1:${port}`;
  return {
    ...launchServer({ NODE_ENV: 'test', LOG_LEVEL: 'silent', ...settings }),
    url,
    isReady: async () => expect((await fetch(`${url}/readyz`)).ok).toBe(true),
  };
}

/** Returns whether the write was acknowledged. */
async function newOverride(url: string, token: string, writer: Writer, userId: string): Promise<boolean> {
  const response = await fetch(`${url}/trpc/overrides.setUser`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...writer, userId, overrideType: 'include' }),
  });
  const text = await response.text();
  expect([200, 503], text).toContain(response.status);
  return response.ok;
}

/**
 * Writes until the process is dead, killing it after two acknowledgements per writer. Returns the acknowledged users.
 */
async function writeUntilKilled({ databaseUrl, server }: TestServer, round: number): Promise<string[]> {
  await using doomed = await startProcess(databaseUrl);
  const { url, child, isReady } = doomed;
  await eventually(isReady);
  const token = await server.tokens.issue('ann@example.org', 'editor', '1h');
  const acknowledged: string[] = [];
  async function write(writer: Writer): Promise<void> {
    for (let count = 0; !child.killed; count++) {
      const userId = `${writer.flagKey}-${round}-${count}`;
      const isAcknowledged = await newOverride(url, token, writer, userId).catch((error: unknown) => {
        // The outcome of a request in flight when the server died is unknown.
        if (!child.killed) throw error;
      });
      if (isAcknowledged) acknowledged.push(userId);
      if (acknowledged.length >= 2 * WRITERS.length) child.kill('SIGKILL');
    }
  }
  await Promise.all(WRITERS.map(write));
  return acknowledged;
}

it('R7 B.12 with 50 writers and 3 killed servers, every acknowledged change has one entry in an unbroken chain', async () => {
  await using own = await startTestServer({ settings: { AUTH_SECRET } });
  const call = (path: string, body: object) => own.request(`/trpc/${path}`, { as: 'admin', body });
  for (const { environment, flagKey } of WRITERS) await call('flags.create', { environment, key: flagKey });
  const acknowledged: string[] = [];
  for (let round = 0; round < 3; round++) acknowledged.push(...(await writeUntilKilled(own, round)));

  const sql = new pg.Client({ connectionString: own.databaseUrl });
  await sql.connect();
  const { rows: entries } = await sql.query<{ number: string; target: string | null }>(
    'select number, target from audit_entries order by number',
  );
  const { rows: overrides } = await sql.query<{ user_id: string }>('select user_id from feature_flag_user_overrides');
  await sql.end();
  const targets = entries.flatMap(({ target }) => target ?? []);
  expect(targets).toHaveLength(new Set(targets).size);
  expect(new Set(targets)).toEqual(new Set(overrides.map(({ user_id }) => user_id)));
  expect(acknowledged.filter((userId) => !targets.includes(userId))).toEqual([]);
  expect(acknowledged.length).toBeGreaterThanOrEqual(6 * WRITERS.length);
  expect(entries.map(({ number }) => Number(number))).toEqual(entries.map((_, at) => at + 1));
  expect(await call('audit.verify', {})).toMatchObject({
    body: { result: { data: { status: 'whole', entries: entries.length } } },
  });
});
