import { type EnvironmentKey, MINUTE_MS } from '@burgee/contracts';
import { chain, type EntityManager, type Link } from '@burgee/data-access';
import { createSecretKey } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Api, AUDIT_KEY, failureFrom, startTestApi, type TestApi } from '../test-services.ts';
import { createCheckpoints } from './checkpoints.ts';
import { sweepAudit } from './retention.ts';
import { createAuditVerifier } from './verifier.ts';
import { verifyAudit } from './verify.ts';

let api: TestApi;
let admin: Api;
let environment: EnvironmentKey;
let times: Record<State, number>;

/** The trail with the environment's creation alone, or with six entries more. */
type State = 'one' | 'seven';
/** Everything that the states differ in, each table before those that refer to it. */
const TABLES = ['feature_flags', 'audit_entries', 'audit_head'];

// One database for all tests, whose tables each test restores: a database each would take most of the time.
beforeAll(async () => {
  api = await startTestApi();
  admin = api.as('admin');
  environment = await api.newEnvironment();
  const one = await saveState('one');
  await addSixEntries();
  times = { one, seven: await saveState('seven') };
});
beforeEach(() => restoreState('one'));
afterAll(() => api[Symbol.asyncDispose]());

/** Returns the time of the state. */
async function saveState(state: State): Promise<number> {
  await api.services.database.write(async (em) => {
    for (const table of TABLES) await em.execute(`create table saved_${state}_${table} as table ${table}`);
  });
  return api.time.now;
}

async function restoreState(state: State): Promise<void> {
  api.time.now = times[state];
  await api.services.database.write(async (em) => {
    await em.execute('delete from feature_flags');
    // Lets the owner of the table delete entries.
    await em.execute(`set local session_replication_role = 'replica'`);
    for (const table of TABLES) {
      await em.execute(`delete from ${table}`);
      await em.execute(`insert into ${table} table saved_${state}_${table}`);
    }
  });
}

/** Adds six entries a minute apart, numbered from 2: the environment's creation is entry 1. */
async function addSixEntries(): Promise<void> {
  for (const key of ['a', 'b', 'c']) {
    api.time.now += MINUTE_MS;
    await admin.flags.create({ environment, key, description: `the flag ${key}` });
    api.time.now += MINUTE_MS;
    await admin.flags.setEnabled({ environment, key, enabled: true, reason: 'launch' });
  }
}

/** Alters the table as only its owner can. */
function tamper(...statements: string[]): Promise<unknown> {
  return api.services.database.write(async (em) => {
    await em.execute('alter table audit_entries disable trigger all');
    for (const statement of statements) await em.execute(statement);
    await em.execute('alter table audit_entries enable trigger all');
  });
}

async function headNow(): Promise<Link> {
  const { head } = await admin.audit.verify({});
  return head;
}

describe('B.12 the trail', () => {
  it('is whole if nobody altered it, and reports its newest entry', async () => {
    await restoreState('seven');
    expect(await admin.audit.verify({})).toEqual({
      status: 'whole',
      entries: 7,
      unchained: 0,
      head: { number: 7, mac: expect.stringMatching(/^[\w-]{43}$/) },
    });
  });

  it('is numbered without gaps across environments, keys and people', async () => {
    await admin.flags.create({ environment: 'production', key: 'a' });
    await admin.keys.create({ kind: 'server', environment, name: 'Shop' });
    await admin.people.invite({ email: 'ada@example.org', role: 'viewer' });
    const { items } = await admin.audit.list({});
    expect(items.map(({ number, subject }) => [number, subject])).toEqual([
      [4, 'invitation'],
      [3, 'key'],
      [2, 'flag'],
      [1, 'environment'],
    ]);
    expect(await admin.audit.verify({})).toMatchObject({ status: 'whole', entries: 4 });
  });

  it('is empty at first', async () => {
    await using fresh = await startTestApi();
    expect(await fresh.as('viewer').audit.verify({})).toEqual({
      status: 'whole',
      entries: 0,
      unchained: 0,
      head: { number: 0, mac: '' },
    });
  });

  it('is verified in batches, even while others append', async () => {
    const keys = Array.from({ length: 1_100 }, (_, at) => `user-${at}`);
    await api.services.database.write(async (em) => appendRaw(em, keys));
    const [verified] = await Promise.all([admin.audit.verify({}), addSixEntries()]);
    expect(verified).toMatchObject({ status: 'whole' });
    expect(await admin.audit.verify({})).toMatchObject({ status: 'whole', entries: 1_107 });
  });

  it('counts the unchained entries from before the chain existed', async () => {
    await restoreState('seven');
    await tamper(
      `insert into audit_entries (environment, version, at, actor, action, subject, key, number)
       values ('production', 99, now(), 'ada', 'created', 'flag', 'old', 0)`,
    );
    expect(await admin.audit.verify({})).toMatchObject({ status: 'whole', entries: 7, unchained: 1 });
  });
});

/** Appends entries as `writeAudit` does, many in one transaction. */
async function appendRaw(em: EntityManager, keys: readonly string[]): Promise<void> {
  const [head]: Link[] = await em.execute('select number::float8 as number, mac from audit_head for update');
  const at = api.services.now();
  const entries = keys.map((key, part) => ({
    ...{ id: api.services.newId(), environment, version: 1_000 as never, part, at, actor: 'ada', key },
    ...({
      action: 'created',
      subject: 'flag',
      overrideType: null,
      target: null,
      reason: null,
      via: null,
      client: null,
    } as const),
    ...{ before: null, after: null },
  }));
  const rows = chain(AUDIT_KEY, head!, entries);
  for (const { id, version, part, key, number, mac } of rows) {
    await em.execute(
      `insert into audit_entries (id, environment, version, part, at, actor, action, subject, key, number, mac)
       values (?, ?, ?, ?, ?, 'ada', 'created', 'flag', ?, ?, ?)`,
      [id, environment, version, part, at, key, number, mac],
    );
  }
  const last = rows.at(-1)!;
  await em.execute('update audit_head set number = ?, mac = ?', [last.number, last.mac]);
}

describe('A17 the database', () => {
  it.each([
    [`update audit_entries set actor = 'nobody' where number = 1`],
    [`delete from audit_entries where number = 1`],
    [`truncate audit_entries`],
  ])('refuses %s', async (statement) => {
    await restoreState('seven');
    await expect(api.services.database.write((em) => em.execute(statement))).rejects.toThrow(/P0001/);
    expect(await admin.audit.verify({})).toMatchObject({ status: 'whole', entries: 7 });
  });
});

describe('A17 tampering by the owner of the table', () => {
  const COLUMNS = [
    `id = gen_random_uuid()`,
    `environment = 'production', version = 999`,
    `version = 999`,
    `part = 7`,
    `at = at + interval '1 ms'`,
    `actor = 'somebody else'`,
    `action = 'removed'`,
    `subject = 'segment'`,
    `key = 'other'`,
    `override_type = 'user'`,
    `target = 'ada'`,
    `reason = 'another'`,
    `via = 'mcp', client = 'an agent'`,
    `before = '{"enabled":true}'`,
    `after = after || '{"enabled":false}'`,
    `mac = null`,
    `mac = reverse(mac)`,
  ];
  it.each(COLUMNS)('is reported at the first changed entry: %s', async (change) => {
    await restoreState('seven');
    await tamper(
      `update audit_entries set ${change} where number in (3, 5)`.replace(/(version|part) = (\d+)/, '$1 = $2 + number'),
    );
    expect(await admin.audit.verify({})).toMatchObject({
      status: 'broken',
      entries: 2,
      problem: { number: 3, what: 'changed' },
    });
  });

  it.each([
    ['in the middle', 'delete from audit_entries where number = 4', 4],
    ['at the start', 'delete from audit_entries where number = 1', 1],
    ['at the end', 'delete from audit_entries where number = 7', 7],
    ['all of them', 'delete from audit_entries', 1],
  ])('is reported at the first missing entry: %s', async (_, statement, number) => {
    await restoreState('seven');
    await tamper(statement);
    expect(await admin.audit.verify({})).toMatchObject({ status: 'broken', problem: { number, what: 'missing' } });
  });

  it('is reported if two entries were swapped', async () => {
    await restoreState('seven');
    await tamper(
      'update audit_entries set number = -1 where number = 3',
      'update audit_entries set number = 3 where number = 5',
      'update audit_entries set number = 5 where number = -1',
    );
    expect(await admin.audit.verify({})).toMatchObject({ status: 'broken', problem: { number: 3, what: 'changed' } });
  });

  it('is reported if an entry was added, in the middle or at the end', async () => {
    await restoreState('seven');
    const copy = (number: number) =>
      `insert into audit_entries (environment, version, at, actor, action, subject, key, number, mac)
       select environment, 999, at, 'mallory', action, subject, key, ${number}, mac from audit_entries where number = 2`;
    await tamper(copy(8));
    expect(await admin.audit.verify({})).toMatchObject({ status: 'broken', problem: { number: 8, what: 'head' } });
    await tamper('delete from audit_entries where number = 8', 'delete from audit_entries where number = 4', copy(4));
    expect(await admin.audit.verify({})).toMatchObject({ status: 'broken', problem: { number: 4, what: 'changed' } });
  });

  it('is reported if the head was altered', async () => {
    await restoreState('seven');
    await tamper(`update audit_head set mac = reverse(mac)`);
    expect(await admin.audit.verify({})).toMatchObject({ status: 'broken', problem: { number: 7, what: 'head' } });
  });

  it('is reported only with a checkpoint if the newest entries and their links were removed together', async () => {
    await restoreState('seven');
    const checkpoint = await headNow();
    await tamper(
      'delete from audit_entries where number > 5',
      'update audit_head set (number, mac) = (select number, mac from audit_entries where number = 5)',
    );
    expect(await admin.audit.verify({})).toMatchObject({ status: 'whole', entries: 5 });
    const broken = { status: 'broken', problem: { number: 6, what: 'checkpoint' } };
    expect(await admin.audit.verify({ checkpoint })).toMatchObject(broken);
    // The same after the trail has grown since.
    for (const key of ['x', 'y', 'z']) await admin.flags.create({ environment, key });
    expect(await admin.audit.verify({})).toMatchObject({ status: 'whole' });
    const another = { status: 'broken', problem: { number: 7, what: 'checkpoint' } };
    expect(await admin.audit.verify({ checkpoint })).toMatchObject(another);
  });

  it('is reported for entries chained with another key', async () => {
    await restoreState('seven');
    const other = createSecretKey(Buffer.from('another key'));
    expect(await verifyAudit(api.services.database, other)).toMatchObject({ problem: { number: 1, what: 'changed' } });
  });

  it('is reported for a cut that retention did not make', async () => {
    await restoreState('seven');
    await tamper(
      'update audit_head set (cut_number, cut_mac) = (select number, mac from audit_entries where number = 3)',
      'delete from audit_entries where number <= 3',
    );
    const broken = { status: 'broken', entries: 0, problem: { number: 3, what: 'cut' } };
    expect(await admin.audit.verify({})).toMatchObject(broken);
  });
});

describe('S400.9 retention', () => {
  /** Age in days, the unit of retention. */
  const before = (minutes: number) => -minutes / (24 * 60);
  const sweep = (days: number) => sweepAudit(api.services.database, AUDIT_KEY, days);

  it('removes only entries older than its limit, and the rest still verifies', async () => {
    await restoreState('seven');
    expect(await sweep(before(-2))).toBe(4);
    const { items } = await admin.audit.list({});
    expect(items.map(({ number }) => number)).toEqual([7, 6, 5]);
    expect(await admin.audit.verify({})).toMatchObject({ status: 'whole', entries: 3 });
    expect(await sweep(before(-2))).toBe(0);
    await sixEntriesMore();
    expect(await sweep(before(-1))).toBe(7);
    expect(await admin.audit.verify({})).toMatchObject({ status: 'whole', entries: 2 });
  });

  async function sixEntriesMore(): Promise<void> {
    for (const key of ['d', 'e', 'f', 'g', 'h', 'i']) {
      api.time.now += MINUTE_MS;
      await admin.flags.create({ environment, key });
    }
  }

  it('keeps the newest entry, no matter how old it is', async () => {
    await restoreState('seven');
    expect(await sweep(before(10))).toBe(6);
    expect(await admin.audit.verify({})).toMatchObject({ status: 'whole', entries: 1 });
  });

  it('stops at the first newer entry, even if clocks disagreed', async () => {
    await restoreState('seven');
    api.time.now -= 10 * MINUTE_MS;
    await admin.flags.create({ environment, key: 'early' });
    expect(await sweep(before(1))).toBe(0);
  });

  it.each([
    ['backdated times', `update audit_entries set at = at - interval '1 day' where number >= 5`],
    ['removed entries', 'delete from audit_entries where number = 2'],
    ['an entry without its link', 'update audit_entries set mac = null where number = 2'],
    [
      'a forged cut',
      'update audit_head set (cut_number, cut_mac) = (select number, mac from audit_entries where number = 2)',
      'delete from audit_entries where number <= 2',
    ],
  ])('A17 seals nothing that does not verify: %s', async (_, ...statements) => {
    await restoreState('seven');
    await tamper(...statements);
    const found = await admin.audit.verify({});
    expect(found).toMatchObject({ status: 'broken' });
    await expect(sweep(before(-2))).rejects.toThrow('the audit trail is broken at entry');
    expect(await admin.audit.verify({})).toEqual(found);
  });

  it('removes in batches, including unchained entries', async () => {
    await restoreState('seven');
    await api.services.database.write(async (em) => {
      for (let number = 0; number > -600; number--) {
        await em.execute(
          `insert into audit_entries (environment, version, part, at, actor, action, subject, key, number)
           values (?, 50, ?, ?, 'ada', 'created', 'flag', 'old', ?)`,
          [environment, -number, api.services.now(), number],
        );
      }
    });
    expect(await sweep(before(1))).toBe(606);
    expect(await admin.audit.verify({})).toMatchObject({ status: 'whole', entries: 1, unchained: 0 });
  });

  it('may run while the trail is verified', async () => {
    await restoreState('seven');
    const { database } = api.services;
    let loads = 0;
    const load: typeof database.load = async (work) => {
      // Runs between the reading of the outline and the first batch.
      if (loads++ === 1) await sweep(before(-2));
      return database.load(work);
    };
    expect(await verifyAudit({ ...database, load }, AUDIT_KEY)).toMatchObject({ status: 'whole', entries: 3 });
  });

  it('keeps a checkpoint at the cut comparable', async () => {
    await restoreState('seven');
    const checkpoint = await headNow();
    await sixEntriesMore();
    await sweep(before(-5));
    expect(await admin.audit.verify({ checkpoint })).toMatchObject({ status: 'whole' });
    const other = { ...checkpoint, mac: 'x'.repeat(43) };
    expect(await admin.audit.verify({ checkpoint: other })).toMatchObject({
      problem: { number: 7, what: 'checkpoint' },
    });
    expect(await admin.audit.verify({ checkpoint: { ...other, number: 2 } })).toMatchObject({ status: 'whole' });
  });

  it('does not keep a server from receiving the next change', async () => {
    await restoreState('seven');
    await sweep(before(10));
    await admin.flags.update({ environment, key: 'a', enabled: false });
    const answer = await admin.evaluation.evaluate({ environment, flagKey: 'a' });
    expect(answer).toMatchObject({ reason: 'DISABLED' });
  });
});

describe('B.12 a verification of the trail', () => {
  it('is shared by concurrent callers with the same checkpoint, and refuses another checkpoint until it ends', async () => {
    await restoreState('seven');
    const { database } = api.services;
    const reached = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    let loads = 0;
    const load: typeof database.load = async (work) => {
      loads++;
      reached.resolve();
      await goOn.promise;
      return database.load(work);
    };
    const verify = createAuditVerifier({ ...database, load }, AUDIT_KEY);
    const first = verify(undefined);
    await reached.promise;
    const second = verify(undefined);
    expect(await failureFrom(verify({ number: 1, mac: 'x' }))).toEqual({ code: 'RATE_LIMITED', retryAfterSec: 10 });
    goOn.resolve();
    expect(await second).toBe(await first);
    const once = loads;
    expect(await verify({ number: 1, mac: 'x' })).toMatchObject({ problem: { number: 1, what: 'checkpoint' } });
    expect(await verify(undefined)).toEqual(await first);
    expect(loads).toBe(3 * once);
  });

  it('can be repeated after it failed', async () => {
    const { database } = api.services;
    let isAway = true;
    const load: typeof database.load = (work) => (isAway ? Promise.reject(new Error('away')) : database.load(work));
    const verify = createAuditVerifier({ ...database, load }, AUDIT_KEY);
    await expect(verify(undefined)).rejects.toThrow('away');
    isAway = false;
    expect(await verify(undefined)).toMatchObject({ status: 'whole' });
  });
});

describe('B.12 checkpoints', () => {
  it('are logged only when the trail has grown', async () => {
    const noted: Link[] = [];
    const check = createCheckpoints(api.services.database, (checkpoint) => noted.push(checkpoint));
    await check();
    await check();
    await restoreState('seven');
    await check();
    expect(noted).toEqual([{ number: 1, mac: expect.any(String) }, await headNow()]);
  });
});
