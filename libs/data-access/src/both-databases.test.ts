import { FlagConfig, type FlagKey } from '@burgee/contracts';
import { aFlag, anEmergencyOverride, aRollout, aRule, aSegment, aSplit, aTextFlag } from '@burgee/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeRuleset } from './change-ruleset.ts';
import { AuditRow, FlagRow, OverrideRow, SegmentRow, UserOverrideRow } from './entities.ts';
import { addUsage, readUsage, readUsageTotals, removeUsage, type UsageCell } from './flag-usage.ts';
import { loadRuleset, loadVersions } from './load-ruleset.ts';
import {
  aChange,
  addEnvironment,
  addFlag,
  aWriteContext,
  insertFlag,
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
] as const)('on %s', (kind, open) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database[Symbol.asyncDispose]());

  let count = 0;
  const anEnvironment = () => addEnvironment(database, `env-${++count}`);

  it('reports its kind', () => {
    expect(database.kind).toBe(kind);
  });

  it('F1.1 migrates again without harm, even concurrently', async () => {
    const environment = await anEnvironment();
    await Promise.all([database.migrate(), database.migrate()]);
    expect(await readVersion(database, environment)).toBe(0);
  });

  it('returns each part of a flag as it was stored', async () => {
    const environment = await anEnvironment();
    const at = '2027-03-01T09:30:00.123Z';
    const flags = [
      aFlag({ key: 'plain', rollout: 33.333 }),
      aFlag({ key: 'archived', archived: true, enabled: false }),
      aTextFlag({
        key: 'everything',
        expiresAt: at,
        salt: 'pepper',
        offVariant: null,
        split: aSplit({ blue: 1, green: 3 }),
        rollout: { schedule: { kind: 'ramp', from: 0.001, to: 99.999, startAt: at, endAt: '2027-04-01T00:00:00Z' } },
        rules: [
          aRule({
            condition: { any: [{ attribute: 'plan', operator: 'in', values: ['pro', 'ünïcode "quoted"'] }] },
            rollout: aRollout(12.5, { bucketBy: ['company'], salt: 'x', algorithm: 'sha256', missing: 'random' }),
            serve: aSplit({ control: 1, blue: 1 }),
          }),
        ],
        prerequisites: [{ flagKey: 'plain', variants: ['on', null] }],
      }),
      aFlag({
        key: 'structured',
        type: 'json',
        variants: { on: { a: [1, 0.5, { '': null, __proto__: 1 }], b: 'true' }, off: [] },
      }),
    ];
    for (const flag of flags) await addFlag(aWriteContext(database), environment, flag);
    const loaded = await loadRuleset(database, environment);
    expect(loaded?.flags).toEqual([...flags].sort((a, b) => (a.key < b.key ? -1 : 1)));
    for (const flag of loaded?.flags ?? []) expect(FlagConfig.parse(flag)).toEqual(flag);
  });

  it('loads segments, and only emergency and global overrides', async () => {
    const environment = await anEnvironment();
    const segment = aSegment({ condition: { not: { attribute: 'plan', operator: 'exists' } } });
    const at = new Date('2027-01-01T00:00:00Z');
    const expiresAt = new Date('2027-01-02T00:00:00Z');
    await changeRuleset(aWriteContext(database), [environment], async (em) => {
      await insertFlag(em, environment, { key: 'flag' });
      const flag = await em.findOneOrFail(FlagRow, { environment, key: 'flag' as FlagConfig['key'] });
      em.create(SegmentRow, {
        ...segment,
        environment,
        name: 'S',
        description: '',
        revision: 1,
        createdAt: at,
        updatedAt: at,
      });
      const common = { flag, value: false, createdBy: 'grace', createdAt: at };
      em.create(OverrideRow, { ...common, id: randomUUID(), type: 'emergency', target: '', reason: 'incident' });
      em.create(OverrideRow, { ...common, id: randomUUID(), type: 'global', target: '', expiresAt });
      em.create(OverrideRow, { ...common, id: randomUUID(), type: 'session', target: 's-1', expiresAt });
      await em.flush();
      return { result: undefined, changes: [aChange(environment)] };
    });
    const loaded = await loadRuleset(database, environment);
    expect(loaded?.segments).toEqual([segment]);
    const common = { flagKey: 'flag', value: false, createdBy: 'grace', createdAt: at.toISOString() };
    expect(loaded?.overrides).toHaveLength(2);
    expect(loaded?.overrides).toEqual(
      expect.arrayContaining([
        { ...anEmergencyOverride(), ...common, id: expect.any(String) },
        {
          ...common,
          type: 'global',
          priority: 50,
          id: expect.any(String),
          reason: null,
          expiresAt: expiresAt.toISOString(),
        },
      ]),
    );
  });

  it('has no ruleset for an unknown environment', async () => {
    expect(await loadRuleset(database, 'nowhere' as never)).toBeUndefined();
  });

  it('F1.5 keeps environments apart', async () => {
    const [one, other] = [await anEnvironment(), await anEnvironment()];
    await addFlag(aWriteContext(database), one, { key: 'checkout', enabled: true });
    await addFlag(aWriteContext(database), other, { key: 'checkout' });
    await touch(aWriteContext(database), other);
    expect(await loadRuleset(database, one)).toMatchObject({ version: 1, flags: [{ enabled: true }] });
    expect(await loadRuleset(database, other)).toMatchObject({ version: 2, flags: [{ enabled: false }] });
    const versions = await loadVersions(database);
    expect([versions.get(one), versions.get(other)]).toEqual([1, 2]);
  });

  it('R7 leaves nothing of a change that fails', async () => {
    const environment = await anEnvironment();
    const change = changeRuleset(aWriteContext(database), [environment], async (em) => {
      await insertFlag(em, environment, { key: 'half-done' });
      throw new Error('changed my mind');
    });
    await expect(change).rejects.toThrow('changed my mind');
    expect(await loadRuleset(database, environment)).toMatchObject({ version: 0, flags: [] });
    expect(await database.read((em) => em.count(AuditRow, { environment }))).toBe(0);
  });

  it('accepts a statement with parameters, and returns times as dates and JSON as values', async () => {
    const at = new Date('2027-03-01T09:30:00.123Z');
    const sql = 'select $1::timestamptz as at, $2::jsonb as json, $3::text as text, $4::boolean as yes';
    const { rows } = await database.query(sql, [at, JSON.stringify({ a: [1] }), '$1 ? :x', true]);
    expect(rows).toEqual([{ at, json: { a: [1] }, text: '$1 ? :x', yes: true }]);
    const environment = await anEnvironment();
    const update = 'update environments set name = $2 where key = $1';
    expect(await database.query(update, [environment, 'Mine'])).toMatchObject({ affected: 1 });
  });

  it('B.17 adds up counts, returns them by the hour, and deletes old ones', async () => {
    const environment = await anEnvironment();
    const [first, second] = [Date.parse('2027-01-01T11:00:00Z'), Date.parse('2027-01-01T12:00:00Z')];
    const cell = (fields: Partial<UsageCell>): UsageCell => {
      return { environment, flagKey: 'größe', hour: first, variant: 'on', count: 1, ...fields };
    };
    const many = 2 ** 52;
    const cells = [cell({}), cell({ variant: '', count: 2 }), cell({ hour: second, count: many })];
    await database.write((em) => addUsage(em, cells));
    await database.write((em) => addUsage(em, cells.slice(0, 2)));
    const flagKey = 'größe' as FlagKey;
    const span = { environment, from: new Date(first), to: new Date(second) };
    expect(await database.read((em) => readUsage(em, { ...span, flagKey }))).toEqual([
      { hour: first, variant: '', count: 4 },
      { hour: first, variant: 'on', count: 2 },
      { hour: second, variant: 'on', count: many },
    ]);
    const flagKeys = ['none' as FlagKey, flagKey];
    expect(await database.read((em) => readUsageTotals(em, { ...span, to: new Date(first), flagKeys }))).toEqual([
      { flagKey: 'none', total: 0, lastHour: null },
      { flagKey, total: 6, lastHour: second },
    ]);
    expect(await database.write((em) => removeUsage(em, new Date(second), 1))).toBe(1);
    expect(await database.write((em) => removeUsage(em, new Date(second), 10))).toBe(1);
    expect(await database.read((em) => readUsage(em, { ...span, flagKey }))).toHaveLength(1);
  });

  it.each([
    ['text with a NUL', { reason: 'a\0b' }],
    ['JSON text with a NUL', { after: { description: 'a\0b' } }],
    ['JSON text with an unpaired surrogate', { after: { description: 'a\ud800b' } }],
  ])('F1.11 rejects %s, which it cannot store, and stays available', async (_, fields) => {
    const environment = await anEnvironment();
    const change = changeRuleset(aWriteContext(database), [environment], async () => ({
      result: undefined,
      changes: [aChange(environment, fields)],
    }));
    await expect(change).rejects.toMatchObject({ failure: { code: 'VALIDATION_FAILED' } });
    const search = database.read((em) => em.find(FlagRow, { description: { $ilike: 'a\0b' } }));
    await expect(search).rejects.toMatchObject({ failure: { code: 'VALIDATION_FAILED' } });
    await touch(aWriteContext(database), environment);
  });

  it('W39.10 deletes the overrides of a deleted flag', async () => {
    const environment = await anEnvironment();
    await addFlag(aWriteContext(database), environment, { key: 'doomed' });
    await database.write(async (em) => {
      const flag = await em.findOneOrFail(FlagRow, { environment });
      em.create(UserOverrideRow, {
        id: randomUUID(),
        flag,
        userId: 'ada' as never,
        overrideType: 'exclude',
        createdBy: 'grace',
        createdAt: new Date(),
      });
      await em.flush();
      em.remove(flag);
      await em.flush();
    });
    expect(await database.read((em) => em.count(UserOverrideRow))).toBe(0);
  });
});
