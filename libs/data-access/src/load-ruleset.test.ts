import { FlagConfig } from '@burgee/contracts';
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Database } from './database.ts';
import { FlagRow, OverrideRow } from './entities.ts';
import { loadRuleset } from './load-ruleset.ts';
import { addEnvironment, addFlag, aWriteContext, openPostgres, openSql } from './test-database.ts';

/** Runs `interruption` once during a load, after its first query. */
function interruptLoads(database: Database, interruption: () => Promise<void>): Database {
  let interrupted: Promise<void> | undefined;
  const once = () => (interrupted ??= interruption());
  return {
    ...database,
    load: (work) =>
      database.load((em) =>
        work(
          new Proxy(em, {
            get: (target, name) => {
              const member = Reflect.get(target, name) as unknown;
              if (typeof member !== 'function') return member;
              const call = (...args: unknown[]) => Reflect.apply(member, target, args) as unknown;
              if (name !== 'execute') return call;
              return async (...args: unknown[]) => {
                const found = await call(...args);
                await once();
                return found;
              };
            },
          }),
        ),
      ),
  };
}

it('R18 sees one snapshot, even if a writer commits between its queries', async () => {
  await using database = await openPostgres();
  const environment = await addEnvironment(database);
  const ctx = aWriteContext(database);
  await addFlag(ctx, environment, { key: 'before' });
  const duringLoad = interruptLoads(database, () => addFlag(ctx, environment, { key: 'during' }));
  const loaded = await loadRuleset(duringLoad, environment);
  expect(loaded).toMatchObject({ version: 1, flags: [{ key: 'before' }] });
  expect(await loadRuleset(database, environment)).toMatchObject({ version: 2, flags: { length: 2 } });
});

it('cannot write', async () => {
  await using database = await openPostgres();
  const environment = await addEnvironment(database);
  await expect(database.load((em) => em.execute('update environments set version = 7'))).rejects.toMatchObject({
    failure: { code: 'DATABASE_UNAVAILABLE' },
  });
  expect(await loadRuleset(database, environment)).toMatchObject({ version: 0 });
});

describe('R16 a row that someone broke by hand', () => {
  const values = ['null', '{}', '[]', '[null]', '"text"', '1', 'true'];
  const columns = ['rules', 'rollout', 'variants', 'prerequisites', 'split'];

  it.each(columns)('in its column %s does not affect other flags', async (column) => {
    const { database, environment, whole } = await twoFlags();
    await using _ = database;
    await using sql = await openSql(database.url);
    for (const value of values) {
      await sql.query(`update feature_flags set ${column} = $1 where flag_key = 'broken'`, [value]);
      const loaded = await loadRuleset(database, environment);
      expect(loaded?.flags.map(({ key }) => key)).toEqual(['broken', 'whole']);
      expect(loaded?.flags[1]).toEqual(whole);
    }
  });

  it('among segments or overrides does not affect flags', async () => {
    const { database, environment, whole } = await twoFlags();
    await using _ = database;
    await using sql = await openSql(database.url);
    await sql.query(`insert into segments (environment, key, name, condition) values ('production', 's', 'S', 'null')`);
    await database.write(async (em) => {
      const flag = await em.findOneOrFail(FlagRow, { key: FlagConfig.shape.key.parse('broken') });
      const common = { flag, type: 'emergency', target: '', createdBy: 'grace', createdAt: new Date() } as const;
      em.create(OverrideRow, { ...common, id: randomUUID(), reason: 'incident', value: 'x' });
      await em.flush();
    });
    await sql.query(`update feature_flag_overrides set value = 'null'`);
    expect((await loadRuleset(database, environment))?.flags[1]).toEqual(whole);
  });

  async function twoFlags() {
    const database = await openPostgres();
    const environment = await addEnvironment(database);
    for (const key of ['whole', 'broken']) await addFlag(aWriteContext(database), environment, { key });
    const loaded = await loadRuleset(database, environment);
    return { database, environment, whole: loaded?.flags[1] };
  }
});
