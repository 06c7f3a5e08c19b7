import { eventually, freePort } from '@burgee/testing';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import pg from 'pg';
import { expect, it } from 'vitest';
import { launchServer } from './test-process.ts';
import { startTestServer } from './test-server.ts';

const KILLS = 20;
const FLAGS = 40;
/** Both servers sign the audit chain with it. */
const AUTH_SECRET = 'the-servers-of-this-test-have-it-all';

/** Everything in it says which round it is of. */
function fileOf(round: number) {
  const words = `round ${round}`;
  const flags = Array.from({ length: FLAGS }, (_, at) => ({
    key: `flag-${at}`,
    description: words,
    rules: [{ id: 'r', condition: { segment: 'segment' }, serve: { kind: 'variant', variant: 'on' } }],
    overrides: {
      everyone: { value: true, reason: words },
      users: [{ userId: 'ann', overrideType: 'exclude', reason: words }],
    },
  }));
  const condition = { attribute: 'plan', operator: 'in', values: ['pro'] };
  // In every second round, these exist.
  const more = round % 2 === 0 ? [] : [{ key: 'odd', description: words }];
  const segments = [{ key: 'segment', description: words, condition }];
  return { burgee: 1, environment: { key: 'staging', name: words }, segments, flags: [...flags, ...more] };
}

/** Passes everything on to PostgreSQL, and counts what the server sends. */
async function startRelay(databaseUrl: string, onSent: (count: number) => void) {
  const { hostname: host, port } = new URL(databaseUrl);
  let count = 0;
  const relay = createServer((client) => {
    const upstream = connect({ host, port: Number(port) });
    client.on('data', (chunk) => {
      upstream.write(chunk);
      onSent(++count);
    });
    upstream.pipe(client);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on('close', () => other.destroy());
      one.on('error', () => other.destroy());
    }
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String((relay.address() as AddressInfo).port);
  return { url: url.href, restart: () => (count = 0), close: () => relay.close() };
}

it('14.5 a file that a killed server was applying is applied as a whole or not at all, 20 times', async () => {
  await using own = await startTestServer({ settings: { AUTH_SECRET } });
  const token = await own.server.tokens.issue('ann@example.org', 'admin', '1h');
  const sql = new pg.Client({ connectionString: own.databaseUrl });
  await sql.connect();

  /** Applies the file of a round with a server that is killed when it has sent `killAt` packets to the database. */
  async function applyInDoomedServer(round: number, killAt: number): Promise<{ sent: number; isDone: boolean }> {
    let sent = 0;
    let isArmed = false;
    const relay = await startRelay(own.databaseUrl, (count) => {
      sent = count;
      if (isArmed && count === killAt) doomed.child.kill('SIGKILL');
    });
    const port = await freePort();
    const settings = { DATABASE_URL: relay.url, AUTH_SECRET, PORT: String(port), LIMIT_WRITES: '0' };
    await using doomed = launchServer({ NODE_ENV: 'test', LOG_LEVEL: 'silent', ...settings });
    const url = `http://127.0.0.1:${port}`;
    await eventually(async () => expect((await fetch(`${url}/readyz`)).ok).toBe(true));
    relay.restart();
    isArmed = true;
    const isDone = await fetch(`${url}/api/admin/environments/staging/apply`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ file: fileOf(round), prune: true, reason: `round ${round}` }),
    }).then(
      async (response) => {
        expect(response.status, await response.text()).toBe(200);
        return true;
      },
      () => false,
    );
    relay.close();
    return { sent, isDone };
  }

  /** The rounds that any part of the environment is of. */
  async function readRounds(): Promise<number[]> {
    // A transaction of a killed server ends when PostgreSQL notices.
    await eventually(async () => {
      const { rows } = await sql.query(`select from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`);
      expect(rows).toEqual([]);
    });
    const { rows } = await sql.query<{ words: string; count: number }>(`
      select words, count(*)::int as count from (
        select name as words from environments where key = 'staging'
        union all select description from segments where environment = 'staging'
        union all select description from feature_flags where environment = 'staging'
        union all select o.reason from feature_flag_overrides o join feature_flags f on f.id = o.flag_id
        union all select o.reason from feature_flag_user_overrides o join feature_flags f on f.id = o.flag_id) as all_of_it
      group by words`);
    const rounds = rows.map(({ words }) => Number(words.replace('round ', '')));
    // The environment, the segment, and each flag with two overrides.
    for (const [at, { count }] of rows.entries()) expect(count).toBe(2 + 3 * FLAGS + ((rounds[at] ?? 0) % 2));
    return rounds;
  }

  const { sent } = await applyInDoomedServer(0, Infinity);
  expect(await readRounds()).toEqual([0]);
  let current = 0;
  const outcomes = { before: 0, after: 0 };
  for (let round = 1; round <= KILLS; round++) {
    const { isDone } = await applyInDoomedServer(round, Math.ceil((sent * round) / KILLS));
    const [found, ...others] = await readRounds();
    expect(others).toEqual([]);
    expect([current, round]).toContain(found);
    if (isDone) expect(found).toBe(round);
    outcomes[found === round ? 'after' : 'before']++;
    const { rows } = await sql.query(`select from audit_entries where reason = 'round ${round}'`);
    expect(rows.length > 0).toBe(found === round);
    current = found ?? -1;
  }
  expect(outcomes.before).toBeGreaterThan(KILLS / 2);
  await sql.end();
  const verified = await own.request('/api/admin/audit/verify', { as: 'admin', body: {} });
  expect(verified).toMatchObject({ status: 200, body: { status: 'whole' } });
}, 300_000);
