import { describe, expect, it, vi } from 'vitest';
import { changeRuleset, type Commit } from './change-ruleset.ts';
import { AuditRow } from './entities.ts';
import {
  aChange,
  addEnvironment,
  aGate,
  aWriteContext,
  openPostgres,
  openSql,
  readAuditPositions,
  readVersion,
  touch,
} from './test-database.ts';

describe('the notification', () => {
  /** Listens on a separate connection; `received` returns the notifications so far, in order. */
  async function recordNotifications(url: string) {
    const sql = await openSql(url);
    const received: unknown[] = [];
    const done = Promise.withResolvers<void>();
    sql.on('notification', ({ payload }) => {
      if (payload === 'done') done.resolve();
      else received.push(JSON.parse(payload ?? ''));
    });
    await sql.query('listen ruleset_changed');
    return {
      received: async () => {
        await sql.query(`notify ruleset_changed, 'done'`);
        await done.promise;
        return received;
      },
      [Symbol.asyncDispose]: sql[Symbol.asyncDispose],
    };
  }

  it('is sent once, for each environment that changed', async () => {
    await using database = await openPostgres();
    const production = await addEnvironment(database);
    const staging = await addEnvironment(database, 'staging');
    await using recorder = await recordNotifications(database.url);
    await touch(aWriteContext(database), production, staging);
    expect(await recorder.received()).toEqual([
      { environment: 'production', version: 1 },
      { environment: 'staging', version: 1 },
    ]);
  });

  it('is not sent when the change is rolled back', async () => {
    await using database = await openPostgres();
    const environment = await addEnvironment(database);
    await using recorder = await recordNotifications(database.url);
    const change = { result: undefined, changes: [aChange(environment, { key: 'k'.repeat(256) })] as const };
    await expect(changeRuleset(aWriteContext(database), [environment], async () => change)).rejects.toThrow();
    await touch(aWriteContext(database), environment);
    expect(await recorder.received()).toEqual([{ environment: 'production', version: 1 }]);
  });

  it('is not sent before the commit', async () => {
    await using database = await openPostgres();
    const environment = await addEnvironment(database);
    await using recorder = await recordNotifications(database.url);
    const gate = aGate();
    const change = changeRuleset(aWriteContext(database), [environment], async () => {
      await gate.pass();
      return { result: undefined, changes: [aChange(environment)] };
    });
    await gate.reached;
    expect(await recorder.received()).toEqual([]);
    gate.open();
    await change;
    expect(await recorder.received()).toEqual([{ environment: 'production', version: 1 }]);
  });
});

describe('the audit entry', () => {
  it('F1.7 records who, when, why, what, before and after', async () => {
    await using database = await openPostgres();
    const environment = await addEnvironment(database);
    const ctx = aWriteContext(database, { actor: 'ada', newId: () => '00000000-0000-4000-8000-000000000001' });
    const change = {
      environment,
      action: 'updated',
      subject: 'override',
      key: 'checkout',
      overrideType: 'emergency',
      reason: 'incident 7',
      before: { enabled: true },
      after: { enabled: false, nested: [1, 'two', null] },
    } as const;
    await changeRuleset(ctx, [environment], async () => ({ result: undefined, changes: [change] }));
    const [row] = await database.read((em) => em.findAll(AuditRow));
    expect(row).toEqual({
      ...change,
      target: null,
      via: null,
      client: null,
      number: 1,
      mac: expect.stringMatching(/^[\w-]{43}$/),
      id: '00000000-0000-4000-8000-000000000001',
      version: 1,
      part: 0,
      at: expect.any(Date),
      actor: 'ada',
    });
  });

  it("10.2 has the database's time, even if the server's clock is wrong", async () => {
    await using database = await openPostgres();
    await using sql = await openSql(database.url);
    const environment = await addEnvironment(database);
    const time = async () => (await sql.query<{ now: Date }>('select clock_timestamp() as now')).rows[0]!.now.getTime();
    const before = await time();
    for (const hours of [-2, 2]) {
      const now = () => new Date(before + hours * 60 * 60 * 1000);
      await touch(aWriteContext(database, { now }), environment);
    }
    const after = await time();
    const rows = await database.read((em) => em.findAll(AuditRow, { orderBy: { number: 'asc' } }));
    const times = rows.map(({ at }) => at.getTime());
    expect([before, ...times, after]).toEqual([before, ...times, after].sort((one, other) => one - other));
  });

  it('exists once for each change in a version, numbered within the environment', async () => {
    await using database = await openPostgres();
    const production = await addEnvironment(database);
    const staging = await addEnvironment(database, 'staging');
    await changeRuleset(aWriteContext(database), [production, staging], async () => ({
      result: undefined,
      changes: [aChange(staging), aChange(production), aChange(staging)],
    }));
    expect(await readAuditPositions(database)).toEqual([
      { environment: 'production', version: 1, part: 0 },
      { environment: 'staging', version: 1, part: 0 },
      { environment: 'staging', version: 1, part: 1 },
    ]);
  });
});

describe('the callback `committed`', () => {
  it('is called after the commit with the actor, the versions and the changes', async () => {
    await using database = await openPostgres();
    const environment = await addEnvironment(database);
    const commits: (Commit & { visible: number })[] = [];
    const committed = async (commit: Commit) => {
      commits.push({ ...commit, visible: await readVersion(database, environment) });
    };
    await touch(aWriteContext(database, { committed }), environment);
    expect(commits).toEqual([
      { actor: 'grace', versions: new Map([[environment, 1]]), changes: [aChange(environment)], visible: 1 },
    ]);
  });

  it('is awaited, so that writers can read their own writes', async () => {
    await using database = await openPostgres();
    const environment = await addEnvironment(database);
    const gate = aGate();
    const isDone = vi.fn();
    const change = touch(aWriteContext(database, { committed: () => gate.pass() }), environment).then(isDone);
    await gate.reached;
    expect(isDone).not.toHaveBeenCalled();
    gate.open();
    await change;
    expect(isDone).toHaveBeenCalled();
  });

  it('is not called after a rollback', async () => {
    await using database = await openPostgres();
    const environment = await addEnvironment(database);
    const committed = vi.fn(async () => {});
    const change = changeRuleset(aWriteContext(database, { committed }), [environment], () => {
      throw new Error('no');
    });
    await expect(change).rejects.toThrow('no');
    expect(committed).not.toHaveBeenCalled();
  });
});
