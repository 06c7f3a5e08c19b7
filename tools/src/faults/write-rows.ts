import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { createLatencies, createLedger, type Ledger } from '@burgee/testing';
import { auditBooks } from './books.ts';
import { createCounters, startCrowd } from './crowd.ts';
import { ask, codeOf } from './http.ts';
import { attemptsOf } from './measures.ts';
import type { Outcome, Row } from './row.ts';
import type { World } from './world.ts';

/** `failures` counts what was not acknowledged, except for honest refusals: `BUSY`, with the time to wait. */
type Rate = { readonly perSecond: number; readonly p99Ms: number; readonly refused: number; readonly failures: number };

/** Writers who never pause. The first seconds, in which everything is compiled, do not count. */
async function rush(world: World, ledger: Ledger, size: number): Promise<Rate> {
  const crowd = await startCrowd(world, { ledger, size, everyMs: 0, servers: [world.first] });
  await pause(3_000);
  const begun = performance.now();
  await pause(8_000);
  const ended = performance.now();
  await crowd.stop();
  const counted = attemptsOf(ledger).filter(({ at }) => at > begun && at <= ended);
  const acknowledged = counted.filter(({ outcome }) => outcome === 'acknowledged');
  const busy = counted.filter(({ code, retryAfterSec }) => code === 'BUSY' && retryAfterSec);
  const latencies = createLatencies();
  for (const { ms } of acknowledged) latencies.add(ms);
  return {
    perSecond: acknowledged.length / ((ended - begun) / 1_000),
    p99Ms: latencies.percentile(0.99),
    refused: counted.length - acknowledged.length,
    failures: counted.length - acknowledged.length - busy.length,
  };
}

/** A crowd must not make everyone slower in total. The figures themselves are in `npm run bench`, without the harness. */
async function besideFew(world: World, size: number): Promise<{ rate: Rate; share: number; violations: string[] }> {
  const [fewLedger, ledger] = [createLedger(), createLedger()];
  const few = await rush(world, fewLedger, FEW);
  const rate = await rush(world, ledger, size);
  const violations = [...(await auditBooks(world, fewLedger)), ...(await auditBooks(world, ledger))];
  return { rate, share: (100 * rate.perSecond) / few.perSecond, violations };
}

const FEW = 10;
const SHARE = 'rate, compared with 10 writers';

/** 40 ms in each direction. */
async function fromFarAway(world: World): Promise<Outcome> {
  for (const { database } of world.servers) database.setFault({ kind: 'delay', ms: 40 });
  try {
    const ledger = createLedger();
    const { perSecond, refused } = await rush(world, ledger, 20);
    return { worst: { acknowledged: perSecond, refused }, violations: await auditBooks(world, ledger) };
  } finally {
    for (const { database } of world.servers) database.setFault({ kind: 'none' });
  }
}

const NONE_REFUSED = { refused: { atMost: 0, unit: 'writes' } } as const;

/** A transaction of someone else holds the row of one environment; writes to the other must not queue behind it. */
async function lockNextDoor(world: World): Promise<Outcome> {
  const { url } = world.first;
  const token = await world.token('harness');
  const keys = Array.from({ length: 40 }, (_, at) => `next-door-${at}`);
  await createCounters(world, keys.slice(0, 20));
  await createCounters(world, keys.slice(20), '?environment=development');
  const toggle = (key: string, environment: string) =>
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
  const stuck = keys.slice(0, 20).map((key) => toggle(key, 'production'));
  const latencies = createLatencies();
  let refused = 0;
  for (const key of keys.slice(20)) {
    const { status, ms } = await toggle(key, 'development');
    latencies.add(ms);
    if (status !== 200) refused += 1;
  }
  const answers = await Promise.all(stuck);
  await locking;
  const wrong = answers.filter(({ status }) => status !== 503 && status !== 200);
  return {
    worst: { 'slowest write next door': latencies.worst, refused },
    violations: wrong.length > 0 ? [`${wrong.length} blocked writes got neither 200 nor 503`] : [],
  };
}

/** Both read the flag, and save at the same moment. */
async function twoAdmins(world: World): Promise<Outcome> {
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
    const told = answers.filter((answer) => answer.status === 409 && codeOf(answer) === 'STALE_REVISION');
    const isExplained = told.every(({ body }) => JSON.stringify(body).includes(`round ${round}`));
    if (saved !== 1 || told.length !== 1 || !isExplained) {
      violations.push(`round ${round}: ${answers.map(({ status }) => status).join(' and ')}`);
    }
  }
  return { worst: {}, violations };
}

/** Each of 100 writers adds 1; a writer that was too late, or refused because of the others, reads again. */
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
    // Whether it was added is not known then, and to add it again would be wrong.
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
    ...(conflicts === 0 ? ['nobody was ever too late: it was no race'] : []),
  ];
  return { worst: {}, violations };
}

/** The same request, sent ten times at once to both servers. */
async function repeatAtOnce(world: World): Promise<Outcome> {
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
    // The order of fields is not part of an answer, and the database has its own.
    const isSame = answers.every(({ body }) => isDeepStrictEqual(body, first));
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
      const { rate, share, violations } = await besideFew(world, 50);
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
      const { rate, share, violations } = await besideFew(world, 200);
      const worst = { [SHARE]: share, 'slowest of 99%': rate.p99Ms, 'refused otherwise': rate.failures };
      return { worst, violations };
    },
  },
  {
    ...write,
    id: 'database-far-away',
    title: 'PostgreSQL is 80 ms away, with 20 writers who never pause',
    promise: 'R7',
    limits: { acknowledged: { atLeast: 10, unit: 'writes/s' }, ...NONE_REFUSED },
    run: fromFarAway,
  },
  {
    ...write,
    id: 'lock-next-door',
    title: 'Production is locked for 6 s, with 20 writes waiting; 20 writes change development',
    promise: 'R7',
    limits: { 'slowest write next door': { atMost: 1_000, unit: 'ms' }, ...NONE_REFUSED },
    run: lockNextDoor,
  },
  {
    ...write,
    id: 'two-admins',
    title: 'Two admins save the same flag at the same moment, 50 times: the second gets a 409 with the differences',
    promise: 'R15',
    limits: {},
    isInCi: true,
    run: twoAdmins,
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
    run: repeatAtOnce,
  },
];
