import { isSameJson } from '@burgee/contracts';
import { createLatencies, createLedger } from '@burgee/testing';
import { setTimeout as pause } from 'node:timers/promises';
import { auditBooks } from './books.ts';
import { createCounters } from './crowd.ts';
import { ask, codeOf } from './http.ts';
import type { Outcome, Row } from './row.ts';
import type { World } from './world.ts';
import { compareWithFewWriters, measureWriteRate } from './write-rates.ts';

const SHARE = 'rate, compared with 10 writers';

/** Delays the database by 40 ms in each direction. */
async function writeFromFarAway(world: World): Promise<Outcome> {
  for (const { database } of world.servers) database.setFault({ kind: 'delay', ms: 40 });
  try {
    const ledger = createLedger();
    // More could not all be written within the deadline of 1.8 s, at the promised 10 per second.
    const { perSecond, refused } = await measureWriteRate(world, ledger, 15);
    return { worst: { acknowledged: perSecond, refused }, violations: await auditBooks(world, ledger) };
  } finally {
    for (const { database } of world.servers) database.setFault({ kind: 'none' });
  }
}

const NONE_REFUSED = { refused: { atMost: 0, unit: 'writes' } } as const;

/** Another transaction locks one environment; writes to the other environment must not queue behind it. */
async function writeBesideLock(world: World): Promise<Outcome> {
  const { url } = world.first;
  const token = await world.token('harness');
  const keys = Array.from({ length: 40 }, (_, at) => `next-door-${at}`);
  await createCounters(world, keys.slice(0, 20));
  await createCounters(world, keys.slice(20), '?environment=development');
  const describeFlag = (key: string, environment: string) =>
    ask(`${url}/api/admin/flags/${key}?environment=${environment}`, {
      method: 'PATCH',
      token,
      body: { description: 'x' },
    });
  const locking = world.sql(
    `with locked as materialized (select * from environments where key = 'production' for update)
     select pg_sleep(6) from locked`,
  );
  await pause(500);
  const blocked = keys.slice(0, 20).map((key) => describeFlag(key, 'production'));
  const latencies = createLatencies();
  let refused = 0;
  for (const key of keys.slice(20)) {
    const { status, ms } = await describeFlag(key, 'development');
    latencies.add(ms);
    if (status !== 200) refused += 1;
  }
  const answers = await Promise.all(blocked);
  await locking;
  const wrong = answers.filter(({ status }) => status !== 503 && status !== 200);
  return {
    worst: { 'slowest write next door': latencies.worst, refused },
    violations: wrong.length > 0 ? [`${wrong.length} blocked writes got neither 200 nor 503`] : [],
  };
}

/** Two admins read the same revision of a flag, and save it at the same moment. */
async function saveAsTwoAdmins(world: World): Promise<Outcome> {
  const flag = '/api/admin/flags/two-admins';
  await createCounters(world, ['two-admins']);
  const tokens = [await world.token('ada'), await world.token('grace')];
  const violations: string[] = [];
  for (let round = 0; round < 50; round++) {
    const { body } = await ask(world.first.url + flag, { token: tokens[0] as string });
    const { revision } = body as { revision: number };
    const answers = await Promise.all(
      tokens.map((token, at) => {
        const description = `round ${round}, admin ${at}`;
        const server = world.servers[at % world.servers.length] ?? world.first;
        return ask(server.url + flag, { method: 'PATCH', token, body: { revision, description } });
      }),
    );
    const saved = answers.filter(({ status }) => status === 200).length;
    const conflicts = answers.filter((answer) => answer.status === 409 && codeOf(answer) === 'STALE_REVISION');
    const isExplained = conflicts.every(({ body }) => JSON.stringify(body).includes(`round ${round}`));
    if (saved !== 1 || conflicts.length !== 1 || !isExplained) {
      violations.push(`round ${round}: ${answers.map(({ status }) => status).join(' and ')}`);
    }
  }
  return { worst: {}, violations };
}

/** Each of 100 writers adds 1. After a conflict or a BUSY, it reads the flag again and retries. */
async function addWithRevisions(world: World): Promise<Outcome> {
  const flag = '/api/admin/flags/sum';
  await createCounters(world, ['sum']);
  const token = await world.token('harness');
  let conflicts = 0;
  const tryOne = async (url: string): Promise<boolean> => {
    const { status, body } = await ask(url, { token });
    if (status !== 200) return false;
    const { revision, variants } = body as { revision: number; variants: { key: string; value: number }[] };
    const next = variants.map((variant) => (variant.key === 'on' ? { ...variant, value: variant.value + 1 } : variant));
    const saved = await ask(url, { method: 'PATCH', token, body: { revision, variants: next } });
    if (saved.status === 409) conflicts += 1;
    else if (codeOf(saved) === 'BUSY') return false;
    // The outcome of any other response is unknown, and a retry could add 1 twice.
    else if (saved.status !== 200) throw new Error(`an addition got ${saved.status}`);
    return saved.status === 200;
  };
  const addOne = async (at: number): Promise<void> => {
    const server = world.servers[at % world.servers.length] ?? world.first;
    while (!(await tryOne(server.url + flag))) await pause(Math.random() * 500);
  };
  await Promise.all(Array.from({ length: 100 }, (_, at) => addOne(at)));
  const [row] = await world.sql<{ value: number }>(
    `select variants #> '{0,value}' as value from feature_flags where flag_key = 'sum' and environment = 'production'`,
  );
  const violations = [
    ...(row?.value === 100 ? [] : [`the sum of 100 additions is ${row?.value}`]),
    ...(conflicts === 0 ? ['no write had a conflict, so the writers did not race'] : []),
  ];
  return { worst: {}, violations };
}

/** Sends one request ten times at once, to both servers. */
async function repeatConcurrently(world: World): Promise<Outcome> {
  await createCounters(world, ['repeated']);
  const token = await world.token('harness');
  const violations: string[] = [];
  for (let round = 1; round <= 20; round++) {
    const reason = `repeated, round ${round}`;
    const body = { description: reason, reason };
    const headers = { 'Idempotency-Key': `repeated-${round}` };
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, at) => {
        const server = world.servers[at % world.servers.length] ?? world.first;
        return ask(`${server.url}/api/admin/flags/repeated`, { method: 'PATCH', token, headers, body });
      }),
    );
    const [first] = answers.map(({ body }) => body);
    // Answers may differ in the order of fields: the database stores them in its own order.
    const isSame = answers.every(({ body }) => isSameJson(body, first));
    const entries = await world.sql('select 1 from audit_entries where reason = $1', [reason]);
    const statuses = [...new Set(answers.map(({ status }) => status))].join(', ');
    if (!isSame || statuses !== '200') violations.push(`round ${round}: different answers: ${statuses}`);
    if (entries.length !== 1) violations.push(`round ${round}: ${entries.length} entries`);
  }
  return { worst: {}, violations };
}

const write = { group: 'Writes', isInCi: false } as const;

export const writeRows: readonly Row[] = [
  {
    ...write,
    id: 'writers-50',
    title: '50 writers who never pause, on one server',
    promise: 'R7',
    limits: {
      [SHARE]: { atLeast: 80, unit: '%' },
      'slowest of 99%': { atMost: 1_500, unit: 'ms' },
      ...NONE_REFUSED,
    },
    run: async (world) => {
      const { rate, share, violations } = await compareWithFewWriters(world, 50);
      return { worst: { [SHARE]: share, 'slowest of 99%': rate.p99Ms, refused: rate.refused }, violations };
    },
  },
  {
    ...write,
    id: 'writers-200',
    title: '200 writers who never pause, on one server; refusals are BUSY, with Retry-After',
    promise: 'R7',
    limits: {
      [SHARE]: { atLeast: 80, unit: '%' },
      'slowest of 99%': { atMost: 2_000, unit: 'ms' },
      'refused otherwise': { atMost: 0, unit: 'writes' },
    },
    run: async (world) => {
      const { rate, share, violations } = await compareWithFewWriters(world, 200);
      const worst = { [SHARE]: share, 'slowest of 99%': rate.p99Ms, 'refused otherwise': rate.failures };
      return { worst, violations };
    },
  },
  {
    ...write,
    id: 'database-far-away',
    title: 'PostgreSQL is 80 ms away, with 15 writers who never pause',
    promise: 'R7',
    limits: { acknowledged: { atLeast: 10, unit: 'writes/s' }, ...NONE_REFUSED },
    run: writeFromFarAway,
  },
  {
    ...write,
    id: 'lock-next-door',
    title: 'Production is locked for 6 s, with 20 writes waiting; 20 writes change development',
    promise: 'R7',
    limits: { 'slowest write next door': { atMost: 1_000, unit: 'ms' }, ...NONE_REFUSED },
    run: writeBesideLock,
  },
  {
    ...write,
    id: 'two-admins',
    title: 'Two admins save the same flag at the same moment, 50 times: the second gets a 409 with the differences',
    promise: 'R15',
    limits: {},
    isInCi: true,
    run: saveAsTwoAdmins,
  },
  {
    ...write,
    id: 'writers-with-revisions',
    title: '100 writers each add 1 to the same value, with revisions',
    promise: 'R15',
    limits: {},
    run: addWithRevisions,
  },
  {
    ...write,
    id: 'idempotency-key-at-once',
    title: 'One request with one idempotency key arrives ten times at once on two servers, 20 times',
    promise: 'R8',
    limits: {},
    isInCi: true,
    run: repeatConcurrently,
  },
];
