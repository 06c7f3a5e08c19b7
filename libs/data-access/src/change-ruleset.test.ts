import { EnvironmentKey } from '@burgee/contracts';
import { describe, expect, it } from 'vitest';
import { chain } from './audit-chain.ts';
import { changeRuleset } from './change-ruleset.ts';
import { AuditRow, FlagRow } from './entities.ts';
import { loadRuleset } from './load-ruleset.ts';
import {
  aChange,
  addEnvironment,
  addFlag,
  aGate,
  AUDIT_KEY,
  aWriteContext,
  insertFlag,
  openPostgres,
  openSql,
  openUrl,
  readAuditPositions,
  readVersion,
  touch,
  untilLocked,
} from './test-database.ts';

describe('versions', () => {
  it('of two writers of one environment are consecutive', async () => {
    await using database = await openPostgres();
    const environment = await addEnvironment(database);
    const versions: number[] = [];
    const ctx = aWriteContext(database, {
      committed: async (commit) => void versions.push(commit.versions.get(environment) ?? -1),
    });
    await Promise.all([touch(ctx, environment), touch(ctx, environment)]);
    expect(versions.sort()).toEqual([1, 2]);
  });

  it('of 40 writers who lock two environments in opposite orders have no gap, without a deadlock', async () => {
    await using one = await openPostgres();
    await using other = await openUrl(one.url);
    const production = await addEnvironment(one);
    const staging = await addEnvironment(one, 'staging');
    await Promise.all(
      Array.from({ length: 40 }, (_, index) => {
        const environments = index % 2 ? [production, staging] : [staging, production];
        return touch(aWriteContext(index % 4 < 2 ? one : other), ...environments);
      }),
    );
    expect(await readVersion(one, production)).toBe(40);
    expect(await readVersion(one, staging)).toBe(40);
    const everyVersion = Array.from({ length: 40 }, (_, index) => index + 1);
    expect(await readAuditPositions(one)).toEqual(
      [production, staging].flatMap((environment) =>
        everyVersion.map((version) => ({ environment, version, part: 0 })),
      ),
    );
    const entries = await one.read((em) => em.findAll(AuditRow, { orderBy: { number: 'asc' } }));
    const links = chain(AUDIT_KEY, { number: 0, mac: '' }, entries);
    expect(entries.map(({ number, mac }) => ({ number, mac }))).toEqual(
      links.map(({ number, mac }) => ({ number, mac })),
    );
  });

  it('become visible in the order in which writers began, even if the first is slow', async () => {
    await using database = await openPostgres();
    await using sql = await openSql(database.url);
    const environment = await addEnvironment(database);
    const ctx = aWriteContext(database);
    const gate = aGate();
    const slow = changeRuleset(ctx, [environment], async (em) => {
      await insertFlag(em, environment, { key: 'slow' });
      await gate.pass();
      return { result: undefined, changes: [aChange(environment, { key: 'slow' })] };
    });
    await gate.reached;
    const quick = addFlag(ctx, environment, { key: 'quick' });
    await untilLocked(sql, 1);
    expect(await loadRuleset(database, environment)).toMatchObject({ version: 0, flags: [] });
    gate.open();
    await Promise.all([slow, quick]);
    const { rows } = await sql.query('select key from audit_entries order by version');
    expect(rows).toEqual([{ key: 'slow' }, { key: 'quick' }]);
  });

  it('are never visible before the data of every earlier version', async () => {
    await using one = await openPostgres();
    await using other = await openUrl(one.url);
    const environment = await addEnvironment(one);
    let isWriting = true;
    const writing = Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        addFlag(aWriteContext(index % 2 ? one : other), environment, { key: `flag-${index}` }),
      ),
    ).finally(() => (isWriting = false));
    const seen = new Set<number>();
    while (isWriting) {
      // Each change adds one flag: fewer flags than versions mean that a change was visible before an earlier one.
      const { version, flags } = (await loadRuleset(one, environment))!;
      expect(flags).toHaveLength(version);
      seen.add(version);
    }
    await writing;
    expect(seen.size).toBeGreaterThan(1);
  });

  it('of an environment that is listed twice increase once', async () => {
    await using database = await openPostgres();
    const environment = await addEnvironment(database);
    await changeRuleset(aWriteContext(database), [environment, environment], async () => ({
      result: undefined,
      changes: [aChange(environment)],
    }));
    expect(await readVersion(database, environment)).toBe(1);
  });
});

describe('R7 all or nothing', () => {
  it('a write that throws leaves neither data nor version nor audit entry, and its caller gets the error', async () => {
    await using database = await openPostgres();
    const environment = await addEnvironment(database);
    const problem = new Error('changed my mind');
    const change = changeRuleset(aWriteContext(database), [environment], async (em) => {
      await insertFlag(em, environment, { key: 'half-done' });
      throw problem;
    });
    await expect(change).rejects.toBe(problem);
    expect(await loadRuleset(database, environment)).toMatchObject({ version: 0, flags: [] });
    expect(await readAuditPositions(database)).toEqual([]);
  });

  it('a write whose audit entry cannot be stored changes nothing', async () => {
    await using database = await openPostgres();
    const environment = await addEnvironment(database);
    const change = changeRuleset(aWriteContext(database), [environment], async (em) => {
      await insertFlag(em, environment, { key: 'untold' });
      return { result: undefined, changes: [aChange(environment, { key: 'k'.repeat(256) })] };
    });
    await expect(change).rejects.toThrow(/22001/);
    expect(await loadRuleset(database, environment)).toMatchObject({ version: 0, flags: [] });
  });

  it('a change to an environment that was not locked is rejected', async () => {
    await using database = await openPostgres();
    const production = await addEnvironment(database);
    const staging = await addEnvironment(database, 'staging');
    const change = changeRuleset(aWriteContext(database), [production], async () => ({
      result: undefined,
      changes: [aChange(staging)],
    }));
    await expect(change).rejects.toThrow(/not locked/);
    expect(await readVersion(database, production)).toBe(0);
  });

  it('an unknown environment is rejected, with a list of existing ones', async () => {
    await using database = await openPostgres();
    await addEnvironment(database, 'staging');
    await addEnvironment(database, 'production');
    const nowhere = EnvironmentKey.parse('nowhere');
    await expect(touch(aWriteContext(database), nowhere)).rejects.toMatchObject({
      failure: { code: 'ENVIRONMENT_NOT_FOUND', environment: nowhere, existing: ['production', 'staging'] },
    });
  });

  it('if one of several environments is unknown, none changes', async () => {
    await using database = await openPostgres();
    const production = await addEnvironment(database);
    await expect(touch(aWriteContext(database), production, EnvironmentKey.parse('zone-51'))).rejects.toMatchObject({
      failure: { code: 'ENVIRONMENT_NOT_FOUND' },
    });
    expect(await readVersion(database, production)).toBe(0);
  });
});

it('a write that reports no changes is rolled back, without a version, an entry or a hint', async () => {
  await using database = await openPostgres();
  const environment = await addEnvironment(database);
  const commits: unknown[] = [];
  const ctx = aWriteContext(database, { committed: async (commit) => void commits.push(commit) });
  const result = await changeRuleset(ctx, [environment], async (em) => {
    await insertFlag(em, environment, { key: 'checkout' });
    return { result: 'nothing', changes: [] };
  });
  expect([result, commits, await readVersion(database, environment)]).toEqual(['nothing', [], 0]);
  expect(await database.read((em) => em.count(FlagRow))).toBe(0);
  expect(await database.read((em) => em.count(AuditRow))).toBe(0);
});

describe('the preparation of a change', () => {
  it('runs before the environments are locked, so one transaction can create and change an environment', async () => {
    await using database = await openPostgres();
    const environment = EnvironmentKey.parse('brand-new');
    await changeRuleset(
      aWriteContext(database),
      [environment],
      async () => ({ result: undefined, changes: [aChange(environment)] }),
      async (em) => void (await em.execute('insert into environments (key, name) values (?, ?)', [environment, 'New'])),
    );
    expect(await readVersion(database, environment)).toBe(1);
  });

  it('is rolled back when the change fails', async () => {
    await using database = await openPostgres();
    const environment = EnvironmentKey.parse('brand-new');
    const change = changeRuleset(
      aWriteContext(database),
      [environment],
      () => Promise.reject(new Error('no')),
      async (em) => void (await em.execute('insert into environments (key, name) values (?, ?)', [environment, 'New'])),
    );
    await expect(change).rejects.toThrow('no');
    expect(await readVersion(database, environment)).toBe(-1);
  });
});
