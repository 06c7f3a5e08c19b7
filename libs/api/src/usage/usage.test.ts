import { DAY_MS, type EnvironmentKey, type FlagKey, HOUR_MS } from '@burgee/contracts';
import { NOW } from '@burgee/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { evaluateFlags, explainFlags, publicFlag } from '../evaluation/evaluate.ts';
import {
  evaluateBooleans,
  evaluateBooleansNow,
  evaluateToJson,
  evaluateToJsonNow,
} from '../evaluation/evaluate-to-json.ts';
import { type Api, failureFrom, startTestApi, type TestApi } from '../test-services.ts';
import { sweepUsage } from './sweep.ts';

let api: TestApi;
let editor: Api;
let viewer: Api;
let environment: EnvironmentKey;
beforeAll(async () => {
  api = await startTestApi();
  editor = api.as('editor');
  viewer = api.as('viewer');
});
beforeEach(async () => {
  api.time.now = NOW;
  environment = await api.newEnvironment();
});
afterAll(() => api[Symbol.asyncDispose]());

const key = 'checkout';
const hour = (ms: number) => new Date(NOW + ms).toISOString();
const ask = (flagKey = key) => viewer.evaluation.evaluate({ environment, flagKey });
const usage = (fields: object = {}) => viewer.flags.usage({ environment, key, hours: 1, ...fields });
const on = { enabled: true, rollout: { schedule: { kind: 'fixed' as const, percentage: 100 } } };

/** The total counts over all hours, by variant. */
async function counted(flagKey = key): Promise<Record<string, number>> {
  await api.services.usage.flush();
  const { hours } = await usage({ key: flagKey });
  return Object.fromEntries(
    hours.flatMap(({ counts }) => counts).map(({ variant, count }) => [String(variant), count]),
  );
}

describe('B.17 the usage of a flag', () => {
  it('counts every way to evaluate', async () => {
    await editor.flags.create({ environment, key });
    await editor.flags.create({ environment, key: 'other' });
    const question = { environment, context: {} };
    await ask();
    await viewer.evaluation.evaluateAll({ environment });
    await viewer.evaluation.evaluateAll({ environment, flagKeys: [key, 'nothing'] });
    await evaluateFlags(api.services, question);
    await evaluateBooleans(api.services, question);
    evaluateBooleansNow(api.services, question);
    await evaluateToJson(api.services, question);
    evaluateToJsonNow(api.services, question);
    evaluateToJsonNow(api.services, question, [key as FlagKey]);
    expect([await counted(), await counted('other')]).toEqual([{ off: 9 }, { off: 6 }]);
  });

  it('does not count explanations and reads', async () => {
    await editor.flags.create({ environment, key });
    await viewer.evaluation.explain({ environment, flagKey: key });
    await explainFlags(api.services, { environment, context: {} });
    publicFlag(api.services, environment, key as FlagKey);
    await failureFrom(ask('nothing'));
    expect(await counted()).toEqual({});
  });

  it('distinguishes variants, and answers without one', async () => {
    const place = { environment, key: 'color' };
    const variants = ['a', 'b', 'c'].map((variant) => ({ key: variant, value: variant }));
    const weights = ['a', 'c'].map((variant) => ({ variant, weight: 50_000 }));
    await editor.flags.create({ ...place, type: 'string', variants, onVariant: 'a', ...on, split: { weights } });
    const as = (userId: string) => viewer.evaluation.evaluate({ environment, flagKey: 'color', context: { userId } });
    const counts: Record<string, number> = {};
    for (let user = 0; user < 50; user++) {
      const { variant } = await as(`user-${user}`);
      counts[String(variant)] = (counts[String(variant)] ?? 0) + 1;
    }
    expect(Object.keys(counts).sort()).toEqual(['a', 'c']);
    const mine = { overrideType: 'include', value: 'mine' } as const;
    await editor.overrides.setUser({ environment, flagKey: 'color', userId: 'ada', ...mine });
    expect((await as('ada')).variant).toBeUndefined();
    await editor.flags.update({ ...place, enabled: false });
    expect((await as('grace')).variant).toBeUndefined();
    expect(await counted('color')).toEqual({ ...counts, null: 2 });
  });

  it('counts answers of a flag that cannot be evaluated as ones without a variant', async () => {
    await editor.flags.create({ environment, key });
    await api.services.database.write((em) =>
      em.execute(`update feature_flags set variants = '7' where environment = ?`, [environment]),
    );
    // After a change of the environment, all flags are loaded again.
    await api.as('admin').environments.update({ key: environment, name: 'Edited' });
    expect(await ask()).toMatchObject({ errorCode: 'FLAG_BROKEN' });
    expect(await counted()).toEqual({ null: 1 });
  });

  it('continues across changes of the flag, and after its deletion', async () => {
    await editor.flags.create({ environment, key });
    await ask();
    await editor.flags.update({ environment, key, ...on });
    await ask();
    await ask();
    await editor.flags.delete({ environment, key });
    expect(await failureFrom(usage())).toMatchObject({ code: 'FLAG_NOT_FOUND' });
    await editor.flags.create({ environment, key });
    expect(await counted()).toEqual({ off: 1, on: 2 });
    await ask();
    expect(await counted()).toEqual({ off: 2, on: 2 });
  });

  it('has every hour, oldest first, including those without counts', async () => {
    await editor.flags.create({ environment, key });
    for (const ms of [0, HOUR_MS - 1, HOUR_MS, 4 * HOUR_MS]) {
      api.time.now = NOW + ms;
      await ask();
    }
    await api.services.usage.flush();
    api.time.now = NOW + 3 * HOUR_MS + 1_234;
    const off = (count: number) => [{ variant: 'off', count }];
    expect(await usage({ hours: 4 })).toEqual({
      hours: [
        { hour: hour(0), counts: off(2) },
        { hour: hour(HOUR_MS), counts: off(1) },
        { hour: hour(2 * HOUR_MS), counts: [] },
        { hour: hour(3 * HOUR_MS), counts: [] },
      ],
      total: 3,
    });
    expect(await usage({ hours: 3 })).toMatchObject({ total: 1 });
    expect((await viewer.flags.usage({ environment, key })).hours).toHaveLength(24);
    expect((await usage({ hours: 720 })).hours).toHaveLength(720);
  });

  it('begins a new hour when the clock is set back', async () => {
    await editor.flags.create({ environment, key });
    await ask();
    api.time.now = NOW - 1;
    await ask();
    expect(await counted()).toEqual({ off: 1 });
    api.time.now = NOW;
    expect(await counted()).toEqual({ off: 1 });
  });

  it('does not include unwritten counts', async () => {
    await editor.flags.create({ environment, key });
    await ask();
    expect(await usage()).toMatchObject({ total: 0 });
    await api.services.usage.flush();
    expect(await usage()).toMatchObject({ total: 1 });
  });

  it.each([0, 721, 1.5])('refuses %d hours', async (hours) => {
    expect(await failureFrom(usage({ hours }))).toMatchObject({ code: 'VALIDATION_FAILED' });
  });

  it('reports an unknown flag or environment', async () => {
    expect(await failureFrom(usage())).toMatchObject({ code: 'FLAG_NOT_FOUND' });
    const nowhere = { environment: 'nowhere', key };
    expect(await failureFrom(viewer.flags.usage(nowhere))).toMatchObject({ code: 'ENVIRONMENT_NOT_FOUND' });
  });

  it('stores nothing about who evaluated', async () => {
    await editor.flags.create({ environment, key });
    const context = { userId: 'ada-lovelace', sessionId: 'session-ada', email: 'ada@example.org' };
    await viewer.evaluation.evaluate({ environment, flagKey: key, context });
    await api.services.usage.flush();
    const rows: object[] = await api.services.database.read((em) =>
      em.execute('select * from flag_usage where environment = ?', [environment]),
    );
    expect(rows).toHaveLength(1);
    expect(Object.keys(rows[0]!).sort()).toEqual(['count', 'environment', 'flag_key', 'hour', 'variant']);
    expect(JSON.stringify(rows)).not.toContain('ada');
  });
});

describe('B.17 the usage of many flags', () => {
  const summary = (keys: string[], hours?: number) =>
    viewer.flags.usageSummary({ environment, keys, ...(hours !== undefined && { hours }) });

  it('has each flag in the requested order, with the time of its last evaluation', async () => {
    for (const flagKey of [key, 'older', 'never']) await editor.flags.create({ environment, key: flagKey });
    await ask('older');
    api.time.now = NOW + DAY_MS;
    await ask();
    await ask();
    await api.services.usage.flush();
    const checkout = { key, total: 2, lastEvaluatedHour: hour(DAY_MS) };
    const older = { key: 'older', total: 0, lastEvaluatedHour: hour(0) };
    const never = ['never', 'nothing'].map((flagKey) => ({ key: flagKey, total: 0, lastEvaluatedHour: null }));
    expect(await summary(['older', key, 'never', 'nothing'])).toEqual([older, checkout, ...never]);
    expect(await summary(['older'], 25)).toEqual([{ ...older, total: 1 }]);
  });

  it('keeps environments apart', async () => {
    await editor.flags.create({ environment, key });
    await ask();
    await api.services.usage.flush();
    environment = await api.newEnvironment();
    expect(await summary([key])).toEqual([{ key, total: 0, lastEvaluatedHour: null }]);
    const nowhere = viewer.flags.usageSummary({ environment: 'nowhere', keys: [key] });
    expect(await failureFrom(nowhere)).toMatchObject({ code: 'ENVIRONMENT_NOT_FOUND' });
  });

  it.each([0, 201])('refuses %d flags', async (length) => {
    const keys = Array.from({ length }, (_, at) => `flag-${at}`);
    expect(await failureFrom(summary(keys))).toMatchObject({ code: 'VALIDATION_FAILED', details: [{ path: 'keys' }] });
  });
});

describe('the janitor', () => {
  it('removes counts after 90 days, no matter how many', async () => {
    await api.services.database.write((em) => em.execute('delete from flag_usage'));
    await api.services.database.write((em) =>
      em.execute(
        `insert into flag_usage (environment, flag_key, hour, variant, count)
         select ?, ?, ?::timestamptz - n * interval '1 minute', '', 1 from generate_series(-1, 5000) n`,
        [environment, key, hour(0)],
      ),
    );
    api.time.now = NOW + 90 * DAY_MS - 1;
    expect(await sweepUsage(api.services)).toBe(5_000);
    expect(await sweepUsage(api.services)).toBe(0);
    const [rest] = await viewer.flags.usageSummary({ environment, keys: [key] });
    expect(rest?.lastEvaluatedHour).toBe(hour(60_000));
  });
});
