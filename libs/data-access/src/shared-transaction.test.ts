import { DomainError, type EnvironmentKey } from '@burgee/contracts';
import { addressOf, startFaultProxy, throughProxy } from '@burgee/testing';
import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import { describe, expect, it } from 'vitest';
import { chain } from './audit-chain.ts';
import { changeRuleset } from './change-ruleset.ts';
import { AuditRow } from './entities.ts';
import {
  aChange,
  addEnvironment,
  aGate,
  AUDIT_KEY,
  aWriteContext,
  insertFlag,
  LONG_TIMEOUTS,
  openPostgres,
  openSql,
  openUrl,
  readVersion,
  type TestDatabase,
} from './test-database.ts';

type Step = (em: EntityManager, key: string) => Promise<void>;

const readTransaction = async (em: EntityManager): Promise<string> => {
  const [row]: { id: string }[] = await em.execute('select pg_current_xact_id()::text as id');
  return row?.id ?? '';
};

/** Records an audit entry for `key` after `step`, and returns the id of the transaction. */
function write(database: TestDatabase, environment: EnvironmentKey, key: string, step: Step = async () => {}) {
  return changeRuleset(aWriteContext(database), [environment], async (em) => {
    const id = await readTransaction(em);
    await step(em, key);
    return { result: id, changes: [aChange(environment, { key })] };
  });
}

/** Starts a write that waits until the others have queued, so that those after the second share its transaction. */
async function queueWrites(database: TestDatabase, environment: EnvironmentKey, steps: readonly Step[]) {
  const gate = aGate();
  const first = write(database, environment, 'write-0', () => gate.pass());
  await gate.reached;
  const others = steps.map((step, at) => write(database, environment, `write-${at + 1}`, step));
  const all = Promise.allSettled([first, ...others]);
  gate.open();
  return all;
}

const nothing: Step = async () => {};
const refused: Step = async () => {
  throw new DomainError({ code: 'KEY_TAKEN', subject: 'flag', key: 'refused', archived: false });
};

async function readTrail(database: TestDatabase) {
  const entries = await database.read((em) => em.findAll(AuditRow, { orderBy: { number: 'asc' } }));
  const links = chain(AUDIT_KEY, { number: 0, mac: '' }, entries);
  expect(entries.map(({ number, mac }) => ({ number, mac }))).toEqual(
    links.map(({ number, mac }) => ({ number, mac })),
  );
  expect(entries.map(({ version }) => version)).toEqual(entries.map((_, at) => at + 1));
  return entries.map(({ key }) => key);
}

describe('10.4 writes of one environment that wait', () => {
  it('share a transaction, and each has a version and an audit entry', async () => {
    await using database = await openPostgres();
    const environment = await addEnvironment(database);
    const outcomes = await queueWrites(database, environment, [nothing, nothing, nothing, nothing]);
    const ids = outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : outcome.reason));
    // At least two have the same: the third joins the first, while the second waits for the first one's lock.
    expect(new Set(ids).size).toBeLessThan(ids.length);
    expect((await readTrail(database)).sort()).toEqual(['write-0', 'write-1', 'write-2', 'write-3', 'write-4']);
    expect(await readVersion(database, environment)).toBe(5);
  });

  it('see the data of earlier writes', async () => {
    await using database = await openPostgres();
    const environment = await addEnvironment(database);
    const counts = new Map<string, number>();
    const addAndCount: Step = async (em, key) => {
      await insertFlag(em, environment, { key });
      const [row]: { count: number }[] = await em.execute('select count(*)::int as count from feature_flags');
      counts.set(key, row?.count ?? -1);
    };
    await queueWrites(database, environment, [nothing, addAndCount, addAndCount, addAndCount, addAndCount]);
    // Two writes may begin at once, so only the trail shows their order.
    const order = (await readTrail(database)).filter((key) => counts.has(key));
    expect(order.map((key) => counts.get(key))).toEqual([1, 2, 3, 4]);
  });

  it('are not affected by a refused write among them', async () => {
    await using database = await openPostgres();
    const environment = await addEnvironment(database);
    const outcomes = await queueWrites(database, environment, [nothing, nothing, refused, nothing]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(outcomes[3]).toMatchObject({ reason: { failure: { code: 'KEY_TAKEN' } } });
    expect((await readTrail(database)).sort()).toEqual(['write-0', 'write-1', 'write-2', 'write-4']);
  });

  it.each([
    [
      'is refused after it has written',
      async (em: EntityManager, key: string) => {
        await em.execute(`update environments set name = ? where key = 'production'`, [key]);
        throw new DomainError({ code: 'KEY_TAKEN', subject: 'flag', key, archived: false });
      },
    ],
    ['sends a statement that fails', async (em: EntityManager) => void (await em.execute('select 1 / 0'))],
    [
      'leaves a statement that fails to the commit',
      async (em: EntityManager) => void em.create(AuditRow, { id: 'not a uuid' } as AuditRow),
    ],
  ])('are repeated alone if one of them %s, and only that one fails', async (_, step: Step) => {
    await using database = await openPostgres();
    const environment = await addEnvironment(database);
    const outcomes = await queueWrites(database, environment, [nothing, nothing, step, nothing, nothing]);
    expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual([true, true, true, false, true, true]);
    expect((await readTrail(database)).sort()).toEqual(['write-0', 'write-1', 'write-2', 'write-4', 'write-5']);
    const [row] = await database.read((em) => em.execute<{ name: string }[]>('select name from environments'));
    expect(row?.name).toBe('production');
  });

  it('are repeated alone, even a refused one, if a statement of the first fails at the commit', async () => {
    await using database = await openPostgres();
    const environment = await addEnvironment(database);
    const gate = aGate();
    const failing: Step = async (em) => {
      await gate.pass();
      em.create(AuditRow, { id: 'not a uuid' } as AuditRow);
    };
    const first = write(database, environment, 'first', failing);
    await gate.reached;
    const others = Promise.allSettled([
      first,
      ...[nothing, refused].map((step) => write(database, environment, 'other', step)),
    ]);
    gate.open();
    const [, , last] = await others;
    expect(last).toMatchObject({ status: 'rejected', reason: { failure: { code: 'KEY_TAKEN' } } });
    expect(await readTrail(database)).toEqual(['other']);
  });

  it('are all unavailable if their connection breaks, and change nothing', async () => {
    await using database = await openPostgres();
    await using sql = await openSql(database.url);
    const environment = await addEnvironment(database);
    const gate = aGate();
    const running = queueWrites(database, environment, [nothing, nothing, () => gate.pass()]);
    await gate.reached;
    await sql.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
       and state = 'idle in transaction'`,
    );
    gate.open();
    const failed = (await running).filter((outcome) => outcome.status === 'rejected');
    expect(failed.length).toBeGreaterThan(0);
    for (const { reason } of failed) expect(reason).toMatchObject({ failure: { code: 'DATABASE_UNAVAILABLE' } });
    expect(await readTrail(database)).toHaveLength(4 - failed.length);
  });

  it('change nothing for callers that already got an error', async () => {
    await using one = await openPostgres();
    await using database = await openUrl(one.url, { ...LONG_TIMEOUTS, requestMs: 500 });
    const environment = await addEnvironment(one);
    const gate = aGate();
    const outcomes = await queueWrites(database, environment, [nothing, () => gate.pass()]);
    gate.open();
    await write(one, environment, 'after');
    const acknowledged = outcomes.flatMap(({ status }, at) => (status === 'fulfilled' ? [`write-${at}`] : []));
    expect(acknowledged).not.toContain('write-2');
    expect(await readTrail(one)).toEqual([...acknowledged, 'after']);
  });

  it('are not refused as busy once their commit is on its way: it may succeed', async () => {
    await using one = await openPostgres();
    await using proxy = await startFaultProxy(addressOf(one.url));
    await using database = await openUrl(throughProxy(one.url, proxy), { ...LONG_TIMEOUTS, requestMs: 500 });
    const environment = await addEnvironment(one);
    const outcome = database.write(
      async (em) => {
        await em.execute(`update environments set name = 'renamed'`);
        proxy.setFault({ kind: 'hang' });
      },
      { places: [environment], mayShare: true },
    );
    await expect(outcome).rejects.toMatchObject({ failure: { code: 'DATABASE_UNAVAILABLE' } });
    proxy.setFault({ kind: 'none' });
  });

  it('lose nothing and have consecutive versions: 300 writes through two servers, some of them refused', async () => {
    await using one = await openPostgres();
    await using other = await openUrl(one.url);
    const environment = await addEnvironment(one);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 300 }, (_, at) =>
        write(at % 2 ? one : other, environment, `write-${at}`, at % 7 === 3 ? refused : nothing),
      ),
    );
    const acknowledged = outcomes.flatMap(({ status }, at) => (status === 'fulfilled' ? [`write-${at}`] : []));
    expect(acknowledged).toHaveLength(300 - outcomes.filter((_, at) => at % 7 === 3).length);
    expect((await readTrail(one)).sort()).toEqual(acknowledged.sort());
    const ids = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    expect(new Set(ids).size).toBeLessThan(ids.length);
  });
});
