import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { changeRuleset } from './change-ruleset.ts';
import { AuditRow, EnvironmentRow } from './entities.ts';
import { loadRuleset } from './load-ruleset.ts';
import {
  aChange,
  addEnvironment,
  addFlag,
  aGate,
  aWriteContext,
  insertFlag,
  LONG_TIMEOUTS,
  openPglite,
  openPostgres,
  readVersion,
  type TestDatabase,
  touch,
} from './test-database.ts';

// The embedded database, which `npm start` runs on, must behave like a PostgreSQL server.
describe.each([
  ['postgresql', openPostgres],
  ['pglite', openPglite],
] as const)('transactions on %s', (_, open) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database[Symbol.asyncDispose]());

  let count = 0;
  const anEnvironment = () => addEnvironment(database, `env-${++count}`);

  it('hides uncommitted changes from every reader', async () => {
    const environment = await anEnvironment();
    const gate = aGate();
    const failing = changeRuleset(aWriteContext(database), [environment], async (em) => {
      await insertFlag(em, environment, { key: 'half-done' });
      await gate.pass();
      throw new Error('changed my mind');
    });
    await gate.reached;
    const reading = [loadRuleset(database, environment), readVersion(database, environment)] as const;
    const asking = database.query('select id from feature_flags where flag_key = $1', ['half-done']);
    gate.open();
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await reading[0]).toMatchObject({ version: 0, flags: [] });
    expect(await reading[1]).toBe(0);
    expect((await asking).rows).toEqual([]);
  });

  it('calls `committed` when readers can see what was written', async () => {
    const environment = await anEnvironment();
    const seen: number[] = [];
    const committed = async () => void seen.push(await readVersion(database, environment));
    await touch(aWriteContext(database, { committed }), environment);
    expect(seen).toEqual([1]);
  });

  it('serves many concurrent writers and readers, and each reader sees only complete versions', async () => {
    const environment = await anEnvironment();
    const writers = Array.from({ length: 25 }, (_, index) =>
      addFlag(aWriteContext(database), environment, { key: `flag-${index}` }),
    );
    const readers = Array.from({ length: 25 }, async () => {
      const { version, flags } = (await loadRuleset(database, environment))!;
      expect(flags).toHaveLength(version);
    });
    await Promise.all([...writers, ...readers]);
    expect(await readVersion(database, environment)).toBe(25);
    const audited = await database.read((em) => em.find(AuditRow, { environment }, { orderBy: { version: 1 } }));
    expect(audited.map(({ version }) => version)).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
  });

  it('a failing writer does not make concurrent writers fail', async () => {
    const environment = await anEnvironment();
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        changeRuleset(aWriteContext(database), [environment], async (em) => {
          await insertFlag(em, environment, { key: `flag-${index}` });
          if (index % 2) throw new Error('no');
          return { result: undefined, changes: [aChange(environment)] };
        }),
      ),
    );
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(10);
    expect(await loadRuleset(database, environment)).toMatchObject({ version: 10, flags: { length: 10 } });
  });

  it('sends one hint for every committed change, in order, and none for a rollback', async ({ signal }) => {
    const environment = await anEnvironment();
    const ctx = aWriteContext(database);
    const heard: number[] = [];
    let wake = () => {};
    const stop = database.listen((hint) => {
      if (hint.environment === environment) heard.push(hint.version);
      wake();
    });
    onTestFinished(stop);
    // Hints are lost until it listens.
    while (heard.length === 0 && !signal.aborted) await touch(ctx, environment);
    await expect(
      changeRuleset(ctx, [environment], () => Promise.reject(new Error('changed my mind'))),
    ).rejects.toThrow();
    await touch(ctx, environment);
    const current = await readVersion(database, environment);
    while (heard.at(-1) !== current) await new Promise<void>((resolve) => (wake = resolve));
    const [first = 0] = heard;
    expect(heard).toEqual(Array.from({ length: current - first + 1 }, (_, index) => first + index));
  });

  it('starts to listen while a transaction is open that will be rolled back', async ({ signal }) => {
    const environment = await anEnvironment();
    const gate = aGate();
    const failing = changeRuleset(aWriteContext(database), [environment], async () => {
      await gate.pass();
      throw new Error('changed my mind');
    });
    await gate.reached;
    const heard = Promise.withResolvers<void>();
    const stop = database.listen((hint) => hint.environment === environment && heard.resolve());
    onTestFinished(stop);
    gate.open();
    await expect(failing).rejects.toThrow('changed my mind');
    let isHeard = false;
    void heard.promise.then(() => (isHeard = true));
    while (!isHeard && !signal.aborted) await touch(aWriteContext(database), environment);
  });

  it('R6 never commits a write after its caller was told that it failed', async () => {
    const environment = await anEnvironment();
    const gate = aGate();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const late = changeRuleset(aWriteContext(database), [environment], async () => {
      await gate.pass();
      return { result: undefined, changes: [aChange(environment)] };
    });
    await gate.reached;
    const waiting = touch(aWriteContext(database), environment);
    vi.advanceTimersByTime(LONG_TIMEOUTS.requestMs);
    for (const change of [late, waiting]) {
      await expect(change).rejects.toMatchObject({ failure: { code: 'DATABASE_UNAVAILABLE' } });
    }
    gate.open();
    // Queues behind every write that still holds the lock or waits for it.
    await changeRuleset(aWriteContext(database), [environment], async (em) => {
      const { version } = await em.findOneOrFail(EnvironmentRow, { key: environment });
      expect(version).toBe(1);
      return { result: undefined, changes: [aChange(environment)] };
    });
  });
});
