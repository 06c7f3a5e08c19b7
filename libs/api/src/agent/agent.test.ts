import type { ChangePreview, Flag, FlagEverywhere } from '@burgee/contracts';
import { HOUR_MS, PLAN_MS } from '@burgee/contracts';
import { evaluate } from '@burgee/evaluator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callUseCase } from '../call-use-case.ts';
import type { RequestContext } from '../context.ts';
import { type Api, detailsFrom, failureFrom, sessionOf, startTestApi, type TestApi } from '../test-services.ts';
import { SYNTHETIC_IDS } from './flips.ts';
import { AGENT_CASES } from './use-cases.ts';

let api: TestApi;
let admin: Api;
beforeAll(async () => {
  api = await startTestApi();
  admin = api.as('admin');
});
afterAll(() => api[Symbol.asyncDispose]());

const environment = 'production';
const agent = { client: 'helper/1.0' };

function call<T>(name: string, input: object, request: Partial<RequestContext> = {}): Promise<T> {
  const useCase = AGENT_CASES.find((one) => one.name === `agent.${name}`) ?? expect.fail(`there is no ${name}`);
  const context = { services: api.services, caller: { session: sessionOf('editor') }, agent, ...request };
  return callUseCase(useCase, context, { raw: input, operation: name }) as Promise<T>;
}

const as = (fields: Parameters<typeof sessionOf>[1], role: 'viewer' | 'editor' = 'editor') => ({
  caller: { session: sessionOf(role, fields) },
});

let flags = 0;
async function newFlag(fields: object = {}): Promise<string> {
  const key = `flag-${++flags}`;
  await admin.flags.create({ environment, key, ...fields });
  return key;
}

function preview(key: string, change: object, request?: Partial<RequestContext>): Promise<ChangePreview> {
  return call('previewChange', { environment, key, change }, request);
}

const ON = { kind: 'switch', enabled: true, rolloutPercentage: 100 };

describe('14.4 a flag in all environments', () => {
  it('is shown side by side, also where it does not exist', async () => {
    const key = await newFlag({ enabled: true, expiresAt: '2020-01-01T00:00:00Z' });
    const found = await call<FlagEverywhere>('getFlag', { key });
    expect(found).toMatchObject({ key, hidden: [] });
    expect(found.environments).toMatchObject([
      { environment: 'development', flag: null, block: null },
      { environment, name: 'Production', flag: { key, enabled: true }, block: { kind: 'expired' } },
    ]);
  });

  it('is limited to those that the caller can access', async () => {
    const key = await newFlag();
    const found = await call<FlagEverywhere>('getFlag', { key }, as({ reach: [environment as never] }));
    expect(found.environments.map((place) => place.environment)).toEqual([environment]);
    expect(found.hidden).toEqual(['development']);
    for (const reach of [['development' as never], []]) {
      expect(await failureFrom(call('getFlag', { key }, as({ reach })))).toMatchObject({ code: 'FLAG_NOT_FOUND' });
    }
    expect(await failureFrom(call('getFlag', { key }, { caller: { problem: 'expired' } }))).toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });
});

describe('14.4 the preview of a change', () => {
  it('shows the fields that differ, and changes nothing', async () => {
    const key = await newFlag({ description: 'Old' });
    const shown = await preview(key, { kind: 'update', description: 'New', enabled: false });
    expect(shown).toMatchObject({ environment, key, revision: 1, before: { description: 'Old' } });
    expect(shown.after).toEqual({ description: 'New' });
    expect(shown.expiresAt).toBe(new Date(api.time.now + PLAN_MS).toISOString());
    expect(await admin.flags.get({ environment, key })).toMatchObject({ description: 'Old', revision: 1 });
  });

  it('counts who flips exactly, as if both rulesets were evaluated one by one', async () => {
    const key = await newFlag({ enabled: true, rollout: { schedule: { kind: 'fixed', percentage: 20 } } });
    const { flips } = await preview(key, { kind: 'switch', enabled: true, rolloutPercentage: 60 });
    const ids = Array.from({ length: SYNTHETIC_IDS }, (_, index) => `synthetic-${index}`);
    const now = api.time.now;
    const countOn = () => {
      const ruleset = api.services.snapshots.ruleset(environment as never);
      return ids.filter((userId) => evaluate(ruleset, key, { userId }, { now }).value).length;
    };
    const before = countOn();
    await admin.flags.setEnabled({ environment, key, enabled: true, rolloutPercentage: 60 });
    const moved = countOn() - before;
    expect(flips.synthetic).toEqual({
      ids: SYNTHETIC_IDS,
      changed: moved,
      before: [
        { variant: 'off', count: SYNTHETIC_IDS - before },
        { variant: 'on', count: before },
      ],
      after: [
        { variant: 'on', count: before + moved },
        { variant: 'off', count: SYNTHETIC_IDS - before - moved },
      ],
      moves: [{ from: 'off', to: 'on', count: moved }],
    });
    expect(moved).toBeGreaterThan(SYNTHETIC_IDS * 0.35);
  });

  it('spreads random rollouts evenly, and compares values, not only variants', async () => {
    const random = { schedule: { kind: 'fixed', percentage: 50 }, bucketBy: ['company'], missing: 'random' };
    const key = await newFlag({ type: 'string', variants: [{ key: 'a', value: 'x' }], enabled: true, rollout: random });
    const { flips } = await preview(key, { kind: 'update', variants: [{ key: 'a', value: 'y' }] });
    expect(flips.synthetic.before.map(({ count }) => count)).toEqual([SYNTHETIC_IDS / 2, SYNTHETIC_IDS / 2]);
    expect(flips.synthetic.moves).toEqual([{ from: 'a', to: 'a', count: SYNTHETIC_IDS / 2 }]);
  });

  it('evaluates the ids that have overrides with them', async () => {
    const key = await newFlag({ enabled: true, rollout: { schedule: { kind: 'fixed', percentage: 0 } } });
    const place = { environment, flagKey: key };
    const expiresAt = new Date(api.time.now + HOUR_MS).toISOString();
    await admin.overrides.setUsers({ ...place, users: ['ann', 'ben'], overrideType: 'include' });
    await admin.overrides.setTesting({ ...place, testRunId: 'run', value: false, expiresAt });
    const { flips } = await preview(key, { kind: 'switch', enabled: false });
    expect(flips.overridden).toMatchObject({ ids: 3, isCut: false, changed: 2 });
    expect(flips.overridden.moves).toEqual([{ from: 'on', to: 'off', count: 2 }]);
    api.time.now += 2 * HOUR_MS;
    expect((await preview(key, { kind: 'switch', enabled: false })).flips.overridden.ids).toBe(2);
  });

  it('warns of everything that an editor should know', async () => {
    const key = await newFlag();
    expect((await preview(key, { kind: 'switch', enabled: false })).warnings).toEqual([{ code: 'NO_DIFFERENCE' }]);
    await admin.environments.update({ key: environment, isProduction: true });
    await newFlag({ prerequisites: [{ flagKey: key, variants: ['on'] }] });
    await admin.overrides.setEmergency({ environment, flagKey: key, value: true, reason: 'test' });
    await admin.overrides.setGlobal({ environment, flagKey: key, value: true });
    await admin.segments.create({
      environment,
      key: 'eu',
      condition: { attribute: 'country', operator: 'in', values: ['FR'] },
    });
    await admin.segments.create({
      environment,
      key: 'near',
      condition: { any: [{ segment: 'eu' }, { segment: 'eu' }] },
    });
    const rules = [
      {
        id: 'r1',
        condition: { all: [{ segment: 'near' }, { attribute: 'userId', operator: 'in', values: ['a'] }] },
        serve: { kind: 'variant', variant: 'on' },
      },
    ];
    const { warnings } = await preview(key, { kind: 'update', rules, expiresAt: '2020-01-01T00:00:00Z' });
    expect(warnings).toEqual([
      { code: 'PRODUCTION', environment },
      { code: 'DEPENDENT_FLAGS', flags: [`flag-${flags}`] },
      { code: 'EMERGENCY_OVERRIDE' },
      { code: 'GLOBAL_OVERRIDE' },
      { code: 'BLOCKED', block: { kind: 'expired' } },
      { code: 'OTHER_ATTRIBUTES', attributes: ['country'], segments: ['eu', 'near'] },
    ]);
    await admin.environments.update({ key: environment, isProduction: false });
  });

  it('warns of fields that cannot be read, which it replaces', async () => {
    const key = await newFlag();
    await api.services.database.write((em) =>
      em.execute(`update feature_flags set rules = '{}' where flag_key = ?`, [key]),
    );
    const { warnings } = await preview(key, { kind: 'update', rules: [] });
    expect(warnings).toContainEqual({ code: 'BROKEN_FLAG', problems: [expect.objectContaining({ path: 'rules' })] });
    expect(await detailsFrom(preview(key, { kind: 'archive' }))).toEqual([expect.stringMatching(/^rules: /)]);
  });

  it('is refused for viewers, and for a change whose plan an agent could not copy', async () => {
    const key = await newFlag();
    expect(await failureFrom(preview(key, ON, as({}, 'viewer')))).toMatchObject({ code: 'FORBIDDEN' });
    const values = Array.from({ length: 1_000 }, (_, index) => `a-long-value-${index}`);
    const rules = [
      { id: 'r', condition: { attribute: 'plan', operator: 'in', values }, serve: { kind: 'variant', variant: 'on' } },
    ];
    expect(await detailsFrom(preview(key, { kind: 'update', rules }))).toEqual([
      'change: is too large to be planned; make it in several steps',
    ]);
  });
});

describe('14.4 a plan', () => {
  const apply = (planId: string, request?: Partial<RequestContext>, reason = 'tested') =>
    call<Flag>('applyChange', { planId, reason }, request);

  it('is applied exactly, and the audit trail names the agent', async () => {
    const key = await newFlag();
    const { planId } = await preview(key, ON);
    expect(await apply(planId)).toMatchObject({ key, enabled: true, revision: 2 });
    const { items } = await admin.audit.list({ environment, flagKey: key, limit: 1 });
    expect(items).toMatchObject([
      { actor: 'editor@example.org', via: 'mcp', client: 'helper/1.0', reason: 'tested', action: 'updated' },
    ]);
    expect(api.commits.at(-1)).toMatchObject({ agent });
    expect(await admin.audit.verify({})).toMatchObject({ status: 'whole' });
  });

  it('is applied once: a repeated call returns the first answer', async () => {
    const key = await newFlag();
    const { planId } = await preview(key, ON);
    const first = await apply(planId);
    await admin.flags.update({ environment, key, description: 'later' });
    expect(await apply(planId, {}, 'again')).toEqual(first);
    expect(await admin.flags.get({ environment, key })).toMatchObject({ revision: 3, description: 'later' });
  });

  it('can archive and restore', async () => {
    const key = await newFlag();
    expect(await apply((await preview(key, { kind: 'archive' })).planId)).toMatchObject({ archived: true });
    expect(await apply((await preview(key, { kind: 'restore' })).planId)).toMatchObject({ archived: false });
  });

  it('fails if the flag has changed since', async () => {
    const key = await newFlag();
    const { planId } = await preview(key, ON);
    await admin.flags.update({ environment, key, description: 'since' });
    expect(await failureFrom(apply(planId))).toMatchObject({ code: 'STALE_REVISION', yours: 1, current: 2 });
  });

  it('fails for another caller, after its time, and if it was changed', async () => {
    const key = await newFlag();
    const { planId } = await preview(key, ON);
    const problemOf = (call: Promise<unknown>) => failureFrom(call);
    const other = as({ actor: 'key:another' });
    expect(await problemOf(apply(planId, other))).toEqual({ code: 'PLAN_NOT_VALID', problem: 'caller' });
    expect(await problemOf(apply(`${planId} `.slice(1)))).toEqual({ code: 'PLAN_NOT_VALID', problem: 'invalid' });
    api.time.now += PLAN_MS;
    expect(await problemOf(apply(planId))).toEqual({ code: 'PLAN_NOT_VALID', problem: 'expired' });
    expect(await admin.flags.get({ environment, key })).toMatchObject({ revision: 1 });
  });

  it('needs the role of its environment when it is applied', async () => {
    const key = await newFlag();
    const { planId } = await preview(key, ON);
    expect(await failureFrom(apply(planId, as({ actor: 'editor@example.org' }, 'viewer')))).toMatchObject({
      code: 'FORBIDDEN',
      environment,
    });
  });
});

describe('14.4 an agent creates a flag', () => {
  const create = (input: object, request?: Partial<RequestContext>) =>
    call<{ items: Flag[] }>('createFlag', input, request);

  it('off, in all environments or in the given ones, with the trail in each', async () => {
    const { items } = await create({ key: 'everywhere', reason: 'asked' });
    expect(items.map((flag) => [flag.environment, flag.enabled])).toEqual([
      ['development', false],
      [environment, false],
    ]);
    const one = await create({ key: 'only', environments: ['development', 'development'] });
    expect(one.items.map((flag) => flag.environment)).toEqual(['development']);
    const { items: entries } = await admin.audit.list({ flagKey: 'everywhere' });
    expect(entries).toMatchObject([{ client: 'helper/1.0' }, { client: 'helper/1.0' }]);
  });

  it('where it may, or nowhere', async () => {
    const { items } = await create({ key: 'near' }, as({ reach: ['development' as never] }));
    expect(items.map((flag) => flag.environment)).toEqual(['development']);
    expect(await failureFrom(create({ key: 'none' }, as({}, 'viewer')))).toMatchObject({ code: 'FORBIDDEN' });
    expect(await failureFrom(create({ key: 'none', enabled: true }))).toMatchObject({ code: 'VALIDATION_FAILED' });
    await create({ key: 'half', environments: [environment] });
    expect(await failureFrom(create({ key: 'half' }))).toMatchObject({ code: 'KEY_TAKEN' });
    expect(await failureFrom(call('getFlag', { key: 'half' }, as({ reach: ['development' as never] })))).toMatchObject({
      code: 'FLAG_NOT_FOUND',
    });
  });
});

describe('14.4 an agent sets overrides', () => {
  it('of users and test runs, which expire, and removes them', async () => {
    const flagKey = await newFlag();
    const place = { environment, flagKey };
    const expiresAt = new Date(api.time.now + HOUR_MS).toISOString();
    const overrides = [
      [
        { type: 'user', userId: 'ann', overrideType: 'include' },
        { type: 'user', userId: 'ann' },
      ],
      [
        { type: 'testing', testRunId: 'run', value: true },
        { type: 'testing', testRunId: 'run' },
      ],
    ] as const;
    for (const [override, ref] of overrides) {
      expect(await call('setOverride', { ...place, expiresAt, override })).toMatchObject({ type: ref.type, expiresAt });
      await call('removeOverride', { ...place, override: ref });
    }
    const user = { type: 'user', userId: 'ann' };
    for (const input of [
      { ...place, override: { ...user, overrideType: 'include' } },
      { ...place, expiresAt: null, override: { ...user, overrideType: 'include' } },
      { ...place, expiresAt, override: { ...user, overrideType: 'exclude', value: true } },
      { ...place, expiresAt, override: { type: 'emergency', value: true } },
    ]) {
      expect(await failureFrom(call('setOverride', input))).toMatchObject({ code: 'VALIDATION_FAILED' });
    }
  });
});
