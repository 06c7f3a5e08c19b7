import type { EnvironmentKey } from '@burgee/contracts';
import { chain, type EntityManager, type Link } from '@burgee/data-access';
import { createSecretKey } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AUDIT_KEY, failureFrom, startTestApi, type Api, type TestApi } from '../test-services.ts';
import { createCheckpoints } from './checkpoints.ts';
import { sweepAudit } from './retention.ts';
import { createAuditVerifier } from './verifier.ts';
import { verifyAudit } from './verify.ts';

let api: TestApi;
let admin: Api;
let environment: EnvironmentKey;
beforeEach(async () => {
  api = await startTestApi();
  admin = api.as('admin');
  environment = await api.newEnvironment();
});
afterEach(() => api[Symbol.asyncDispose]());

/** Six entries more, the first number 2, a minute apart: the environment was the first. */
async function sixEntries(): Promise<void> {
  for (const key of ['a', 'b', 'c']) {
    api.time.now += 60_000;
    await admin.flags.create({ environment, key, description: `the flag ${key}` });
    api.time.now += 60_000;
    await admin.flags.setEnabled({ environment, key, enabled: true, reason: 'launch' });
  }
}

/** Does to the table what only its owner can. */
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
  it('is whole where nobody touched it, and says how far it goes', async () => {
    await sixEntries();
    expect(await admin.audit.verify({})).toEqual({
      status: 'whole',
      entries: 7,
      unchained: 0,
      head: { number: 7, mac: expect.stringMatching(/^[\w-]{43}$/) },
    });
  });

  it('is numbered without gaps over all environments, keys and people', async () => {
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

  it('is verified in batches, also while others append', async () => {
    const keys = Array.from({ length: 1_100 }, (_, at) => `user-${at}`);
    await api.services.database.write(async (em) => appendRaw(em, keys));
    const [verified] = await Promise.all([admin.audit.verify({}), sixEntries()]);
    expect(verified).toMatchObject({ status: 'whole' });
    expect(await admin.audit.verify({})).toMatchObject({ status: 'whole', entries: 1_107 });
  });

  it('counts entries from before there was a chain, for which nothing vouches', async () => {
    await sixEntries();
    await tamper(
      `insert into audit_entries (environment, version, at, actor, action, subject, key, number)
       values ('production', 99, now(), 'ada', 'created', 'flag', 'old', 0)`,
    );
    expect(await admin.audit.verify({})).toMatchObject({ status: 'whole', entries: 7, unchained: 1 });
  });
});

/** Entries as `writeAudit` makes them, many in one transaction. */
async function appendRaw(em: EntityManager, keys: readonly string[]): Promise<void> {
  const [head]: Link[] = await em.execute('select number::float8 as number, mac from audit_head for update');
  const at = api.services.now();
  const entries = keys.map((key, part) => ({
    ...{ id: api.services.newId(), environment, version: 1_000 as never, part, at, actor: 'ada', key },
    ...({ action: 'created', subject: 'flag', overrideType: null, target: null, reason: null } as const),
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
    await sixEntries();
    await expect(api.services.database.write((em) => em.execute(statement))).rejects.toThrow(/P0001/);
    expect(await admin.audit.verify({})).toMatchObject({ status: 'whole', entries: 7 });
  });
});

describe('A17 whoever owns the table and changes it', () => {
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
    `before = '{"enabled":true}'`,
    `after = after || '{"enabled":false}'`,
    `mac = null`,
    `mac = reverse(mac)`,
  ];
  it.each(COLUMNS)('is found by the first entry that was changed: %s', async (change) => {
    await sixEntries();
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
  ])('is found by the first that is missing: %s', async (_, statement, number) => {
    await sixEntries();
    await tamper(statement);
    expect(await admin.audit.verify({})).toMatchObject({ status: 'broken', problem: { number, what: 'missing' } });
  });

  it('is found where two were swapped', async () => {
    await sixEntries();
    await tamper(
      'update audit_entries set number = -1 where number = 3',
      'update audit_entries set number = 3 where number = 5',
      'update audit_entries set number = 5 where number = -1',
    );
    expect(await admin.audit.verify({})).toMatchObject({ status: 'broken', problem: { number: 3, what: 'changed' } });
  });

  it('is found where one was added, in the middle or at the end', async () => {
    await sixEntries();
    const copy = (number: number) =>
      `insert into audit_entries (environment, version, at, actor, action, subject, key, number, mac)
       select environment, 999, at, 'mallory', action, subject, key, ${number}, mac from audit_entries where number = 2`;
    await tamper(copy(8));
    expect(await admin.audit.verify({})).toMatchObject({ status: 'broken', problem: { number: 8, what: 'head' } });
    await tamper('delete from audit_entries where number = 8', 'delete from audit_entries where number = 4', copy(4));
    expect(await admin.audit.verify({})).toMatchObject({ status: 'broken', problem: { number: 4, what: 'changed' } });
  });

  it('is found where the newest link says something else', async () => {
    await sixEntries();
    await tamper(`update audit_head set mac = reverse(mac)`);
    expect(await admin.audit.verify({})).toMatchObject({ status: 'broken', problem: { number: 7, what: 'head' } });
  });

  it('is found by a checkpoint alone, where the newest entries and the link to them were taken away together', async () => {
    await sixEntries();
    const checkpoint = await headNow();
    await tamper(
      'delete from audit_entries where number > 5',
      'update audit_head set (number, mac) = (select number, mac from audit_entries where number = 5)',
    );
    expect(await admin.audit.verify({})).toMatchObject({ status: 'whole', entries: 5 });
    const broken = { status: 'broken', problem: { number: 6, what: 'checkpoint' } };
    expect(await admin.audit.verify({ checkpoint })).toMatchObject(broken);
    // Also when the trail has gone on since.
    for (const key of ['x', 'y', 'z']) await admin.flags.create({ environment, key });
    expect(await admin.audit.verify({})).toMatchObject({ status: 'whole' });
    const another = { status: 'broken', problem: { number: 7, what: 'checkpoint' } };
    expect(await admin.audit.verify({ checkpoint })).toMatchObject(another);
  });

  it('cannot pass off entries that were made with another key', async () => {
    await sixEntries();
    const other = createSecretKey(Buffer.from('another key'));
    expect(await verifyAudit(api.services.database, other)).toMatchObject({ problem: { number: 1, what: 'changed' } });
  });

  it('cannot pass a cut off as one of the retention', async () => {
    await sixEntries();
    await tamper(
      'update audit_head set (cut_number, cut_mac) = (select number, mac from audit_entries where number = 3)',
      'delete from audit_entries where number <= 3',
    );
    const broken = { status: 'broken', entries: 0, problem: { number: 3, what: 'cut' } };
    expect(await admin.audit.verify({})).toMatchObject(broken);
  });
});

describe('S400.9 retention', () => {
  /** In days, which retention counts in. */
  const before = (minutes: number) => -minutes / (24 * 60);
  const sweep = (days: number) => sweepAudit(api.services.database, AUDIT_KEY, days);

  it('forgets entries older than it says and no others, and the rest still verifies', async () => {
    await sixEntries();
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
      api.time.now += 60_000;
      await admin.flags.create({ environment, key });
    }
  }

  it('keeps the newest entry, however old it is', async () => {
    await sixEntries();
    expect(await sweep(before(10))).toBe(6);
    expect(await admin.audit.verify({})).toMatchObject({ status: 'whole', entries: 1 });
  });

  it('stops at the first that is newer, also where clocks disagreed', async () => {
    await sixEntries();
    api.time.now -= 10 * 60_000;
    await admin.flags.create({ environment, key: 'early' });
    expect(await sweep(before(1))).toBe(0);
  });

  it.each([
    ['times that were made older', `update audit_entries set at = at - interval '1 day' where number >= 5`],
    ['entries that were taken out', 'delete from audit_entries where number = 2'],
    ['an entry without its link', 'update audit_entries set mac = null where number = 2'],
    [
      'a cut that somebody else made',
      'update audit_head set (cut_number, cut_mac) = (select number, mac from audit_entries where number = 2)',
      'delete from audit_entries where number <= 2',
    ],
  ])('A17 seals nothing that does not verify: %s', async (_, ...statements) => {
    await sixEntries();
    await tamper(...statements);
    const found = await admin.audit.verify({});
    expect(found).toMatchObject({ status: 'broken' });
    await expect(sweep(before(-2))).rejects.toThrow('the audit trail is broken at entry');
    expect(await admin.audit.verify({})).toEqual(found);
  });

  it('goes in batches, over entries from before there was a chain', async () => {
    await api.services.database.write(async (em) => {
      for (let number = 0; number > -600; number--) {
        await em.execute(
          `insert into audit_entries (environment, version, part, at, actor, action, subject, key, number)
           values (?, 50, ?, ?, 'ada', 'created', 'flag', 'old', ?)`,
          [environment, -number, api.services.now(), number],
        );
      }
    });
    await sixEntries();
    expect(await sweep(before(1))).toBe(606);
    expect(await admin.audit.verify({})).toMatchObject({ status: 'whole', entries: 1, unchained: 0 });
  });

  it('may go on while the trail is verified', async () => {
    await sixEntries();
    const { database } = api.services;
    let loads = 0;
    const load: typeof database.load = async (work) => {
      // Between where it begins and the first look at entries.
      if (loads++ === 1) await sweep(before(-2));
      return database.load(work);
    };
    expect(await verifyAudit({ ...database, load }, AUDIT_KEY)).toMatchObject({ status: 'whole', entries: 3 });
  });

  it('leaves what a checkpoint says of the cut comparable', async () => {
    await sixEntries();
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

  it('does not keep a server from hearing of the next change', async () => {
    await sixEntries();
    await sweep(before(10));
    await admin.flags.update({ environment, key: 'a', enabled: false });
    const answer = await admin.evaluation.evaluate({ environment, flagKey: 'a' });
    expect(answer).toMatchObject({ reason: 'DISABLED' });
  });
});

describe('B.12 a question about the trail', () => {
  it('is answered once to all who ask it at once, and another one only afterwards', async () => {
    await sixEntries();
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

  it('that failed may be asked again', async () => {
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
  it('are noted when the trail has grown, and only then', async () => {
    const noted: Link[] = [];
    const check = createCheckpoints(api.services.database, (checkpoint) => noted.push(checkpoint));
    await check();
    await check();
    await sixEntries();
    await check();
    expect(noted).toEqual([{ number: 1, mac: expect.any(String) }, await headNow()]);
  });
});
