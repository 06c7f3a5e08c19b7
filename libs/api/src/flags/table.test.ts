import {
  DAY_MS,
  type EnvironmentKey,
  type EvaluationReason,
  type FlagStatus,
  type FlagTableInput,
  type FlagTableRow,
} from '@burgee/contracts';
import { NOW } from '@burgee/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, failureFrom, type NewFlag, startTestApi, type TestApi } from '../test-services.ts';

let api: TestApi;
let editor: Api;
let viewer: Api;
beforeAll(async () => {
  api = await startTestApi();
  editor = api.as('editor');
  viewer = api.as('viewer');
});
afterAll(() => api[Symbol.asyncDispose]());

const at = (days: number) => new Date(NOW + days * DAY_MS).toISOString();

async function flags(environment: EnvironmentKey, ...all: Omit<NewFlag, 'environment'>[]): Promise<void> {
  for (const fields of all) await editor.flags.create({ environment, ...fields });
}

async function keysOf(environment: EnvironmentKey, input: Partial<FlagTableInput> = {}): Promise<string[]> {
  const { items } = await viewer.flags.table({ environment, ...input });
  return items.map(({ key }) => key);
}

/** Writes directly to the database, as someone with a console does. */
async function sql(statement: string, parameters: readonly unknown[]): Promise<void> {
  await api.services.database.query(statement, parameters);
}

/** The evaluation reason that a row implies if neither a rule nor a percentage decides. */
function reasonIn({ block, global, states }: FlagTableRow): EvaluationReason {
  if (!states[0]?.enabled) return 'DISABLED';
  if (block) return block.kind === 'expired' ? 'EXPIRED' : 'PREREQUISITE_FAILED';
  return global ? 'OVERRIDE' : 'STATIC';
}

/** The evaluation reason for an anonymous context. */
async function reasonFor(environment: EnvironmentKey, flagKey: string): Promise<EvaluationReason> {
  return (await viewer.evaluation.explain({ environment, flagKey })).reason;
}

describe('the table of flags', () => {
  it('returns complete rows in one answer', async () => {
    const environment = await api.newEnvironment();
    api.time.now = NOW;
    await flags(environment, { key: 'row', description: 'A row.', tags: ['web'], expiresAt: at(40) });
    await api.as('admin').flags.setEnabled({ environment, key: 'row', enabled: true, rolloutPercentage: 5 });
    expect(await viewer.flags.table({ environment })).toEqual({
      items: [
        {
          key: 'row',
          type: 'boolean',
          description: 'A row.',
          tags: ['web'],
          archivedAt: null,
          expiresAt: at(40),
          updatedAt: at(0),
          updatedBy: 'admin@example.org',
          status: 'active',
          emergencies: [],
          global: null,
          block: null,
          states: [
            {
              environment,
              enabled: true,
              archived: false,
              managedBy: null,
              revision: 2,
              reach: 'someone',
              schedule: { kind: 'fixed', percentage: 5 },
              rules: 0,
              variants: 0,
              prerequisites: 0,
            },
          ],
        },
      ],
      pagination: { page: 1, pageSize: 50, total: 1 },
      evaluatedAt: at(0),
      nextChangeAt: at(26),
    });
  });

  it('has the state of each flag in each of its environments', async () => {
    const [one, other] = [await api.newEnvironment(), await api.newEnvironment()];
    await flags(one, { key: 'in-both', enabled: true }, { key: 'in-one' });
    const weights = [
      { variant: 'on', weight: 50_000 },
      { variant: 'off', weight: 50_000 },
    ];
    await flags(other, { key: 'in-both', split: { weights, bucketBy: ['userId'] } }, { key: 'elsewhere' });
    const { items } = await viewer.flags.table({ environment: one });
    expect(
      items.map(({ key, states }) => [key, states.map(({ environment, enabled }) => [environment, enabled])]),
    ).toEqual([
      [
        'in-both',
        [
          [one, true],
          [other, false],
        ],
      ],
      ['in-one', [[one, false]]],
    ]);
    expect(items[0]?.states[1]).toMatchObject({ variants: 2 });
  });

  it('A1 reveals nothing about environments out of reach', async () => {
    const [near, far] = [await api.newEnvironment(), await api.newEnvironment()];
    await flags(near, { key: 'reached' });
    await flags(far, { key: 'reached' });
    const caller = api.withRole('viewer', { reach: [near] });
    const { items } = await caller.flags.table({ environment: near });
    expect(items[0]?.states.map(({ environment }) => environment)).toEqual([near]);
    expect(await failureFrom(caller.flags.table({ environment: far }))).toEqual({ code: 'TOKEN_SCOPE', scope: far });
  });

  it('shows the active overrides for everyone', async () => {
    const environment = await api.newEnvironment();
    api.time.now = NOW;
    await flags(environment, { key: 'a' }, { key: 'b' });
    const admin = api.as('admin');
    await admin.overrides.setEmergency({ environment, flagKey: 'a', value: false, reason: 'incident' });
    await admin.overrides.setGlobal({ environment, flagKey: 'b', value: true, expiresAt: at(1) });
    await admin.overrides.setUser({ environment, flagKey: 'b', userId: 'ann', overrideType: 'include' });
    const shown = async () =>
      (await viewer.flags.table({ environment })).items.map(({ emergencies, global }) => [
        emergencies[0]?.reason,
        global?.value,
      ]);
    expect(await shown()).toEqual([
      ['incident', undefined],
      [undefined, true],
    ]);
    api.time.now = NOW + DAY_MS;
    expect(await shown()).toEqual([
      ['incident', undefined],
      [undefined, undefined],
    ]);
    api.time.now = NOW;
  });

  it('shows emergencies of every environment that the caller may see', async () => {
    const [one, other, far] = [await api.newEnvironment(), await api.newEnvironment(), await api.newEnvironment()];
    for (const environment of [one, other, far]) {
      await flags(environment, { key: 'urgent' });
      await api.as('admin').overrides.setGlobal({ environment, flagKey: 'urgent', value: true });
    }
    for (const environment of [other, far])
      await api
        .as('admin')
        .overrides.setEmergency({ environment, flagKey: 'urgent', value: false, reason: 'incident' });
    const caller = api.withRole('viewer', { reach: [one, other] });
    const [row] = (await caller.flags.table({ environment: one })).items;
    expect(row).toMatchObject({
      emergencies: [{ environment: other, value: false, reason: 'incident' }],
      global: { value: true },
    });
  });

  it('shows for each state whether enabling it would reach anyone', async () => {
    const environment = await api.newEnvironment();
    api.time.now = NOW;
    const serve = { kind: 'variant', variant: 'on' } as const;
    await flags(
      environment,
      { key: 'a-new' },
      { key: 'b-rule', rules: [{ id: 'r', condition: { all: [] }, serve }] },
      { key: 'c-half', rollout: { schedule: { kind: 'fixed', percentage: 50 } } },
      { key: 'd-over', rollout: { schedule: { kind: 'fixed', percentage: 50 } }, expiresAt: at(-1) },
      { key: 'e-off', onVariant: 'off' },
    );
    const { items } = await viewer.flags.table({ environment });
    expect(items.map(({ states }) => states[0]?.reach)).toEqual(['nobody', 'someone', 'someone', 'expired', 'off']);
  });

  it('shows what keeps a flag off for everyone, whether or not it is enabled', async () => {
    const environment = await api.newEnvironment();
    api.time.now = NOW;
    const rollout = { schedule: { kind: 'fixed', percentage: 100 } } as const;
    const requires = (flagKey: string, variant = 'on') => ({ prerequisites: [{ flagKey, variants: [variant] }] });
    await flags(
      environment,
      { key: 'w39-0-off', rollout },
      { key: 'w39-a', enabled: true, rollout },
      { key: 'w39-b', enabled: true, rollout, expiresAt: at(-1) },
      { key: 'w39-c', enabled: true, rollout, ...requires('w39-0-off') },
      { key: 'w39-d', enabled: true, rollout, ...requires('w39-a', 'off') },
      { key: 'w39-e', enabled: false, rollout, ...requires('w39-c') },
      { key: 'w39-f', enabled: true, rollout, ...requires('w39-a') },
    );
    await editor.overrides.setGlobal({ environment, flagKey: 'w39-c', value: true });
    const prerequisite = (flagKey: string, problem: string) => ({ kind: 'prerequisite', flagKey, problem });
    const { items } = await viewer.flags.table({ environment });
    expect(items.map(({ block }) => block)).toEqual([
      null,
      null,
      { kind: 'expired' },
      prerequisite('w39-0-off', 'off'),
      prerequisite('w39-a', 'variant'),
      prerequisite('w39-c', 'prerequisite'),
      null,
    ]);
    // An override for everyone has no effect there.
    expect(items[3]?.global?.value).toBe(true);
    for (const row of items) expect([row.key, await reasonFor(environment, row.key)]).toEqual([row.key, reasonIn(row)]);
  });

  it('names nobody if the trail does not reach back to the last change', async () => {
    const environment = await api.newEnvironment();
    await sql(
      `insert into feature_flags (flag_key, environment, salt, variants, on_variant, rollout)
       values ('a', $1, 'a', '[{"key": "on", "value": true}]', 'on', '{}')`,
      [environment],
    );
    expect((await viewer.flags.table({ environment })).items[0]).toMatchObject({ updatedBy: null });
  });

  it('can be searched, filtered, sorted and paged like the list', async () => {
    const environment = await api.newEnvironment();
    await flags(environment, { key: 'b-1', tags: ['x'] }, { key: 'b-2', enabled: true }, { key: 'c' });
    expect(await keysOf(environment, { search: 'B-' })).toEqual(['b-1', 'b-2']);
    expect(await keysOf(environment, { tag: 'x' })).toEqual(['b-1']);
    expect(await keysOf(environment, { enabled: true })).toEqual(['b-2']);
    expect(await keysOf(environment, { sort: '-key', page: 2, pageSize: 2 })).toEqual(['b-1']);
    const { pagination } = await viewer.flags.table({ environment, page: 9, pageSize: 2 });
    expect(pagination).toEqual({ page: 9, pageSize: 2, total: 3 });
  });

  it('lists the known environments if the given one is unknown', async () => {
    for (const call of [viewer.flags.table, viewer.flags.tags]) {
      expect(await failureFrom(call({ environment: 'nowhere' }))).toMatchObject({ code: 'ENVIRONMENT_NOT_FOUND' });
    }
  });
});

describe('the status of flags in the table', () => {
  it('filters page by page', async () => {
    const environment = await api.newEnvironment();
    api.time.now = NOW - 70 * DAY_MS;
    await flags(environment, { key: 'old-1' }, { key: 'old-2' }, { key: 'old-3' });
    api.time.now = NOW;
    const ramp = { kind: 'ramp', from: 0, to: 100, startAt: at(-1), endAt: at(1) } as const;
    await flags(
      environment,
      { key: 'new' },
      { key: 'ending', expiresAt: at(3) },
      { key: 'moving', enabled: true, rollout: { schedule: ramp } },
      { key: 'gone' },
    );
    await editor.flags.archive({ environment, key: 'gone' });
    const all = { active: ['new'], scheduled: ['moving'], expiring: ['ending'], archived: ['gone'] };
    for (const [status, keys] of Object.entries(all)) {
      expect(await keysOf(environment, { status: status as FlagStatus })).toEqual(keys);
    }
    const stale = { environment, status: 'stale', pageSize: 2 } as const;
    const pages = [await viewer.flags.table(stale), await viewer.flags.table({ ...stale, page: 2 })];
    expect(pages.map(({ items }) => items.map(({ key, status }) => [key, status]))).toEqual([
      [
        ['old-1', 'stale'],
        ['old-2', 'stale'],
      ],
      [['old-3', 'stale']],
    ]);
    expect(pages[1]?.pagination.total).toBe(3);
    expect(await keysOf(environment, { status: 'stale', search: '2' })).toEqual(['old-2']);
    expect(await keysOf(environment)).toHaveLength(6);
  });
});

describe('R16 a flag that someone broke by hand', () => {
  it.each(['rules', 'rollout', 'prerequisites', 'split', 'tags'])(
    'in its %s is listed with the others',
    async (column) => {
      const environment = await api.newEnvironment();
      await flags(environment, { key: 'broken', enabled: true }, { key: 'whole' });
      for (const value of ['null', '{}', '[null]', '"text"', '1', 'true']) {
        await sql(`update feature_flags set ${column} = $1 where environment = $2 and flag_key = 'broken'`, [
          value,
          environment,
        ]);
        expect(await keysOf(environment)).toEqual(['broken', 'whole']);
        expect(await keysOf(environment, { status: 'active' })).toEqual(['broken', 'whole']);
        expect(await viewer.flags.tags({ environment })).toBeInstanceOf(Array);
      }
    },
  );
});

describe('the tags of an environment', () => {
  it('are those of all its flags, without duplicates', async () => {
    const [environment, other] = [await api.newEnvironment(), await api.newEnvironment()];
    await flags(environment, { key: 'a', tags: ['web', 'b'] }, { key: 'b', tags: ['web'] }, { key: 'c' });
    await flags(other, { key: 'a', tags: ['elsewhere'] });
    expect(await viewer.flags.tags({ environment })).toEqual(['b', 'web']);
  });
});

describe('B.24 a page of the table', () => {
  const steps = (days: number) => ({
    enabled: true,
    rollout: { schedule: { kind: 'steps' as const, steps: [{ at: at(days), percentage: 100 }] } },
  });
  const timing = (days: number) => ({ evaluatedAt: at(0), nextChangeAt: at(days) });

  it('has the next instant at which a status, a sentence or an override of its flags changes by time', async () => {
    const environment = await api.newEnvironment();
    api.time.now = NOW;
    await flags(environment, { key: 'b24-steady', enabled: true });
    // Two months without a change make it stale.
    expect(await viewer.flags.table({ environment })).toMatchObject(timing(60));
    await flags(environment, { key: 'b24-ending', expiresAt: at(40) });
    expect(await viewer.flags.table({ environment })).toMatchObject(timing(26));
    await flags(environment, { key: 'b24-stepped', ...steps(2) });
    expect(await viewer.flags.table({ environment })).toMatchObject(timing(2));
    const override = { environment, flagKey: 'b24-steady', value: true, expiresAt: at(1) };
    await editor.overrides.setGlobal(override);
    expect(await viewer.flags.table({ environment })).toMatchObject(timing(1));
    api.time.now = NOW + DAY_MS;
    const page = await viewer.flags.table({ environment });
    expect(page).toMatchObject({ evaluatedAt: at(1), nextChangeAt: at(2) });
    expect(page.items.find(({ key }) => key === 'b24-steady')?.global).toBeNull();
  });

  it('has the next instant at which a required flag on another page changes by time', async () => {
    const environment = await api.newEnvironment();
    api.time.now = NOW;
    await flags(environment, { key: 'b24-required', ...steps(2) });
    const prerequisites = [{ flagKey: 'b24-required', variants: ['on'] }];
    await flags(environment, { key: 'b24-dependent', enabled: true, prerequisites });
    const page = () => viewer.flags.table({ environment, search: 'dependent' });
    const block = { kind: 'prerequisite', flagKey: 'b24-required', problem: 'variant' };
    expect(await page()).toMatchObject({ items: [{ block }], ...timing(2) });
    api.time.now = NOW + 2 * DAY_MS;
    expect(await page()).toMatchObject({ items: [{ block: null }] });
    api.time.now = NOW;
  });

  it('filtered by status has the next instant at which another flag gets that status', async () => {
    const environment = await api.newEnvironment();
    api.time.now = NOW;
    await flags(environment, { key: 'b24-moving', ...steps(2) }, { key: 'b24-still' });
    const page = await viewer.flags.table({ environment, status: 'active' });
    expect(page.items.map(({ key }) => key)).toEqual(['b24-still']);
    expect(page).toMatchObject(timing(2));
    api.time.now = NOW + 2 * DAY_MS;
    expect(await keysOf(environment, { status: 'active' })).toEqual(['b24-moving', 'b24-still']);
  });
});
