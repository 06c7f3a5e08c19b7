import { FlagKey, rolloutOf } from '@burgee/contracts';
import { createDatabase } from '@burgee/testing';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { loadRuleset } from './load-ruleset.ts';
import { addEnvironment, insertFlag, openPostgres, openSql } from './test-database.ts';

let sql: pg.Client & AsyncDisposable;
beforeAll(async () => {
  sql = await openSql(await createDatabase(inject('postgresUrl')));
  await sql.query(`insert into environments (key, name) values ('production', 'Production'), ('staging', 'Staging')`);
});
beforeEach(() => sql.query('delete from feature_flags'));
afterAll(() => sql[Symbol.asyncDispose]());

/** Returns the type, nullability and default of each column, as PostgreSQL writes them. */
async function readColumns(table: string): Promise<Record<string, string>> {
  const { rows } = await sql.query<{ name: string; definition: string }>(
    `select attname as name, concat_ws(' ', format_type(atttypid, atttypmod),
       case when attnotnull then 'not null' end, 'default ' || pg_get_expr(adbin, adrelid)) as definition
     from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum
     where attrelid = $1::regclass and attnum > 0`,
    [table],
  );
  return Object.fromEntries(rows.map(({ name, definition }) => [name, definition]));
}

async function readIndexes(table: string): Promise<string[]> {
  const { rows } = await sql.query<{ indexdef: string }>('select indexdef from pg_indexes where tablename = $1', [
    table,
  ]);
  return rows.map(({ indexdef }) => indexdef.replace(/^.* USING /, ''));
}

/** Inserts a row with the columns that have no default, and `fields`. */
async function insert(table: string, fields: Record<string, unknown>): Promise<unknown> {
  const names = Object.keys(fields);
  const { rows } = await sql.query<Record<string, unknown>>(
    `insert into ${table} (${names.join(', ')}) values (${names.map((_, index) => `$${index + 1}`).join(', ')}) returning *`,
    Object.values(fields),
  );
  return rows[0];
}
const insertFlagRow = (fields: Record<string, unknown> = {}) =>
  insert('feature_flags', {
    flag_key: 'checkout',
    salt: 'checkout',
    variants: '[]',
    on_variant: 'on',
    rollout: '{}',
    ...fields,
  }) as Promise<Record<string, unknown>>;

const CHECK_VIOLATION = { code: '23514' };
const UNIQUE_VIOLATION = { code: '23505' };

describe('W9.1 the table feature_flags', () => {
  it('has these columns', async () => {
    expect(await readColumns('feature_flags')).toMatchObject({
      id: 'uuid not null default gen_random_uuid()',
      flag_key: 'character varying(100) not null',
      environment: `character varying(20) not null default 'production'::character varying`,
      enabled: 'boolean not null default false',
      rollout_percentage: 'numeric(6,3) not null default 0',
      description: `character varying(1000) not null default ''::character varying`,
      created_at: 'timestamp with time zone not null default now()',
      updated_at: 'timestamp with time zone not null default now()',
    });
  });

  it('puts a flag without other fields in production, off and at 0%', async () => {
    expect(await insertFlagRow()).toMatchObject({
      environment: 'production',
      enabled: false,
      rollout_percentage: '0.000',
      created_at: expect.any(Date),
      updated_at: expect.any(Date),
    });
  });

  it('accepts 0% and 100%', async () => {
    await expect(insertFlagRow({ rollout_percentage: 0 })).resolves.toBeDefined();
    await expect(insertFlagRow({ rollout_percentage: 100, environment: 'staging' })).resolves.toBeDefined();
  });

  it.each([-0.001, -1, 100.001, 101])('rejects %f%%', async (percentage) => {
    await expect(insertFlagRow({ rollout_percentage: percentage })).rejects.toMatchObject(CHECK_VIOLATION);
  });

  it('allows a key only once per environment', async () => {
    await insertFlagRow();
    await expect(insertFlagRow()).rejects.toMatchObject(UNIQUE_VIOLATION);
    await expect(insertFlagRow({ environment: 'staging' })).resolves.toBeDefined();
  });

  it('has an index on the key alone', async () => {
    expect(await readIndexes('feature_flags')).toContain('btree (flag_key)');
  });

  it('rejects an unknown environment', async () => {
    await expect(insertFlagRow({ environment: 'nowhere' })).rejects.toMatchObject({ code: '23503' });
  });

  it('stores steps of 0.001%, and returns integers as integers in JSON', async () => {
    await using database = await openPostgres();
    const environment = await addEnvironment(database);
    const thousandths = fc.uniqueArray(fc.integer({ min: 0, max: 100_000 }), { minLength: 100, maxLength: 200 });
    const edges = [0, 1, 999, 1_000, 1_001, 33_333, 50_000, 99_999, 100_000];
    await fc.assert(
      fc.asyncProperty(thousandths, async (random) => {
        const all = new Set([...edges, ...random]);
        await database.write(async (em) => {
          await em.execute('delete from feature_flags');
          for (const n of all) await insertFlag(em, environment, { key: `at-${n}`, rollout: rolloutOf(n / 1000) });
        });
        const flags = (await loadRuleset(database, environment))?.flags ?? [];
        const stored = flags.map(({ key, rollout }) => [key, JSON.stringify(rollout.schedule)]);
        const wanted = [...all].map((n) => [`at-${n}`, `{"kind":"fixed","percentage":${n / 1000}}`]);
        expect(Object.fromEntries(stored)).toEqual(Object.fromEntries(wanted));
      }),
      { numRuns: 3 },
    );
  });
});

it('W9.1 a percentage written by hand into the column rollout_percentage applies', async () => {
  await using database = await openPostgres();
  const environment = await addEnvironment(database);
  await database.write((em) => insertFlag(em, environment, { key: 'checkout', rollout: rolloutOf(50) }));
  await database.write((em) => em.execute('update feature_flags set rollout_percentage = 12.345'));
  const [flag] = (await loadRuleset(database, environment))?.flags ?? [];
  expect(flag?.rollout.schedule).toEqual({ kind: 'fixed', percentage: 12.345 });
});

describe('W39.1 the table feature_flag_user_overrides', () => {
  let flagId: unknown;
  beforeEach(async () => {
    flagId = (await insertFlagRow())['id'];
  });
  const insertOverride = (fields: Record<string, unknown> = {}) =>
    insert('feature_flag_user_overrides', {
      flag_id: flagId,
      user_id: 'ada',
      override_type: 'include',
      created_by: 'grace',
      ...fields,
    }) as Promise<Record<string, unknown>>;

  it('has these columns', async () => {
    expect(await readColumns('feature_flag_user_overrides')).toMatchObject({
      id: 'uuid not null default gen_random_uuid()',
      flag_id: 'uuid not null',
      user_id: 'character varying(255) not null',
      override_type: 'character varying(10) not null',
      reason: 'character varying(500)',
      created_by: 'character varying(255) not null',
      created_at: 'timestamp with time zone not null default now()',
    });
  });

  it('accepts only include and exclude', async () => {
    await expect(insertOverride({ override_type: 'include' })).resolves.toBeDefined();
    await expect(insertOverride({ override_type: 'exclude', user_id: 'grace' })).resolves.toBeDefined();
    await expect(insertOverride({ override_type: 'maybe', user_id: 'joan' })).rejects.toMatchObject(CHECK_VIOLATION);
  });

  it('allows a user only once per flag', async () => {
    await insertOverride();
    await expect(insertOverride({ override_type: 'exclude' })).rejects.toMatchObject(UNIQUE_VIOLATION);
    const other = await insertFlagRow({ flag_key: 'search' });
    await expect(insertOverride({ flag_id: other['id'] })).resolves.toBeDefined();
  });

  it('has an index on the flag and one on the user', async () => {
    const indexes = await readIndexes('feature_flag_user_overrides');
    expect(indexes).toEqual(expect.arrayContaining(['btree (flag_id)', 'btree (user_id)']));
  });

  it('rejects an override of an unknown flag', async () => {
    await expect(insertOverride({ flag_id: randomUUID() })).rejects.toMatchObject({ code: '23503' });
  });

  it('W39.10 deletes the overrides of a deleted flag, and no others', async () => {
    const other = await insertFlagRow({ flag_key: 'search' });
    await insertOverride();
    await insertOverride({ flag_id: other['id'] });
    await sql.query('delete from feature_flags where id = $1', [flagId]);
    const { rows } = await sql.query('select flag_id from feature_flag_user_overrides');
    expect(rows).toEqual([{ flag_id: other['id'] }]);
  });
});

describe('S400.3 the table feature_flag_overrides', () => {
  const SOON = '2027-01-02T12:00:00Z';
  let flagId: unknown;
  beforeEach(async () => {
    flagId = (await insertFlagRow())['id'];
  });
  const insertOverride = (fields: Record<string, unknown>) =>
    insert('feature_flag_overrides', { flag_id: flagId, value: 'true', created_by: 'grace', ...fields });

  it.each([
    ['an emergency without a reason', { type: 'emergency' }],
    ['an emergency that expires', { type: 'emergency', reason: 'incident', expires_at: SOON }],
    ['an emergency with a target', { type: 'emergency', reason: 'incident', target: 'ada' }],
    ['a session that never expires', { type: 'session', target: 's-1' }],
    ['a session without a target', { type: 'session', expires_at: SOON }],
    ['a test run that never expires', { type: 'testing', target: 'run-1' }],
    ['a user, which belongs in another table', { type: 'user', target: 'ada' }],
  ])('rejects %s', async (_, fields) => {
    await expect(insertOverride(fields)).rejects.toMatchObject(CHECK_VIOLATION);
  });

  it('allows at most one emergency and one global override per flag', async () => {
    for (const fields of [{ type: 'emergency', reason: 'incident' }, { type: 'global' }]) {
      await expect(insertOverride(fields)).resolves.toBeDefined();
      await expect(insertOverride(fields)).rejects.toMatchObject(UNIQUE_VIOLATION);
    }
  });
});

it('F1.2 a key of the maximum length fits', async () => {
  const key = FlagKey.parse('k'.repeat(100));
  await expect(insertFlagRow({ flag_key: key })).resolves.toMatchObject({ flag_key: key });
});
