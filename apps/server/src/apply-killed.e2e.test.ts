import { eventually, freePort } from '@burgee/testing';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchServer } from './test-process.ts';
import { startTestServer, type TestServer } from './test-server.ts';

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

let own: TestServer;
let token: string;
let sql: pg.Client;
beforeAll(async () => {
  own = await startTestServer({ settings: { AUTH_SECRET } });
  token = await own.server.tokens.issue('ann@example.org', 'admin', '1h');
  sql = new pg.Client({ connectionString: own.databaseUrl });
  await sql.connect();
});
afterAll(async () => {
  await sql.end();
  await own[Symbol.asyncDispose]();
});

/** A request whose changes all say of which round they are. */
type Work = {
  readonly path: string;
  readonly bodyOf: (round: number) => object;
  /** Selects the words of everything that it changes, and how often each occurs. */
  readonly query: string;
  readonly countIn: (round: number) => number;
};

const FILE: Work = {
  path: '/api/admin/environments/staging/apply',
  bodyOf: (round) => ({ file: fileOf(round), prune: true }),
  query: `
    select name as words from environments where key = 'staging'
    union all select description from segments where environment = 'staging'
    union all select description from feature_flags where environment = 'staging'
    union all select o.reason from feature_flag_overrides o join feature_flags f on f.id = o.flag_id
    union all select o.reason from feature_flag_user_overrides o join feature_flags f on f.id = o.flag_id`,
  // The environment, the segment, and each flag with two overrides.
  countIn: (round) => 2 + 3 * FLAGS + (round % 2),
};

const PLACES = ['unleash-one', 'unleash-two'];
const IMPORT: Work = {
  path: '/api/admin/import/unleash',
  bodyOf: (round) => ({ document: exportOf(round), update: true }),
  query: `select description as words from feature_flags where environment in ('${PLACES.join("', '")}')`,
  countIn: () => PLACES.length * FLAGS,
};

/** An export of Unleash. The first round creates its environments. */
function exportOf(round: number) {
  const environments = PLACES.map((name) => ({ name, enabled: true, strategies: [] }));
  const features = Array.from({ length: FLAGS }, (_, at) => {
    return { name: `feature-${at}`, description: `round ${round}`, environments };
  });
  return { features };
}

/** Sends a round to a server that is killed when it has sent `killAt` packets to the database. */
async function sendToDoomedServer(
  { path, bodyOf }: Work,
  round: number,
  killAt: number,
): Promise<{ sent: number; isDone: boolean }> {
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
  const isDone = await fetch(url + path, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...bodyOf(round), reason: `${path}, round ${round}` }),
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

/** The rounds that anything is of. */
async function readRounds({ query, countIn }: Work): Promise<number[]> {
  // A transaction of a killed server ends when PostgreSQL notices.
  await eventually(async () => {
    const { rows } = await sql.query(`select from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`);
    expect(rows).toEqual([]);
  });
  const { rows } = await sql.query<{ words: string; count: number }>(
    `select words, count(*)::int as count from (${query}) as all_of_it group by words`,
  );
  const rounds = rows.map(({ words }) => Number(words.replace('round ', '')));
  for (const [at, { count }] of rows.entries()) expect(count).toBe(countIn(rounds[at] ?? 0));
  return rounds;
}

it.each([
  ['14.5 a file', FILE, 20],
  ['15.6 an import of two environments', IMPORT, 3],
] as const)(
  '%s that a killed server was applying is applied as a whole or not at all',
  async (_name, work, kills) => {
    const { sent } = await sendToDoomedServer(work, 0, Infinity);
    expect(await readRounds(work)).toEqual([0]);
    let current = 0;
    const outcomes = { before: 0, after: 0 };
    for (let round = 1; round <= kills; round++) {
      const { isDone } = await sendToDoomedServer(work, round, Math.ceil((sent * round) / kills));
      const [found, ...others] = await readRounds(work);
      expect(others).toEqual([]);
      expect([current, round]).toContain(found);
      if (isDone) expect(found).toBe(round);
      outcomes[found === round ? 'after' : 'before']++;
      const { rows } = await sql.query('select from audit_entries where reason = $1', [`${work.path}, round ${round}`]);
      expect(rows.length > 0).toBe(found === round);
      current = found ?? -1;
    }
    expect(outcomes.before).toBeGreaterThan(kills / 2);
    const verified = await own.request('/api/admin/audit/verify', { as: 'admin', body: {} });
    expect(verified).toMatchObject({ status: 200, body: { status: 'whole' } });
  },
  300_000,
);
