import type { EnvironmentKey } from '@burgee/contracts';
import { NOW } from '@burgee/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, detailsFrom, failureFrom, startTestApi, type TestApi } from '../test-services.ts';

let api: TestApi;
let editor: Api;
let viewer: Api;
beforeAll(async () => {
  api = await startTestApi();
  editor = api.as('editor');
  viewer = api.as('viewer');
});
afterAll(() => api[Symbol.asyncDispose]());

const at = new Date(NOW).toISOString();
type Condition = Parameters<Api['segments']['create']>[0]['condition'];
const condition: Condition = { attribute: 'plan', operator: 'in', values: ['pro'] };
const uses = (segment: string): Condition => ({ any: [{ not: { segment } }] });

/** Creates segments, by key. */
async function segments(all: Record<string, Condition>): Promise<EnvironmentKey> {
  const environment = await api.newEnvironment();
  for (const [key, condition] of Object.entries(all)) await editor.segments.create({ environment, key, condition });
  return environment;
}

describe('B.2 a segment', () => {
  it('created with only a key and a condition is named by its key', async () => {
    const environment = await api.newEnvironment();
    const segment = await editor.segments.create({ environment, key: 'pro', condition });
    expect(segment).toEqual({
      environment,
      key: 'pro',
      name: 'pro',
      description: '',
      condition,
      createdAt: at,
      updatedAt: at,
      revision: 1,
    });
    expect(await viewer.segments.get({ environment, key: 'pro' })).toEqual(segment);
  });

  it('is updated field by field', async () => {
    const environment = await segments({ pro: condition });
    const segment = await viewer.segments.get({ environment, key: 'pro' });
    const described = { description: 'Who pays.', revision: 2 };
    expect(await editor.segments.update({ environment, key: 'pro', description: 'Who pays.' })).toEqual({
      ...segment,
      ...described,
    });
    expect(await editor.segments.update({ environment, key: 'pro', name: 'Pro', condition: { all: [] } })).toEqual({
      ...segment,
      ...described,
      name: 'Pro',
      condition: { all: [] },
      revision: 3,
    });
  });

  it('R15 is not updated with an old revision', async () => {
    const environment = await segments({ pro: condition });
    await editor.segments.update({ environment, key: 'pro', name: 'by the first', revision: 1 });
    const second = editor.segments.update({ environment, key: 'pro', name: 'by the second', condition, revision: 1 });
    expect(await failureFrom(second)).toEqual({
      code: 'STALE_REVISION',
      yours: 1,
      current: 2,
      differences: [{ field: 'name', yours: 'by the second', current: 'by the first' }],
    });
  });

  it('has a unique key in its environment', async () => {
    const environment = await segments({ pro: condition });
    expect(await failureFrom(editor.segments.create({ environment, key: 'pro', condition }))).toEqual({
      code: 'KEY_TAKEN',
      subject: 'segment',
      key: 'pro',
      archived: false,
    });
    const other = await api.newEnvironment();
    await editor.segments.create({ environment: other, key: 'pro', condition: { all: [] } });
    expect(await viewer.segments.get({ environment, key: 'pro' })).toMatchObject({ condition });
  });

  it('A19 is created once by concurrent requests', async () => {
    const environment = await api.newEnvironment();
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, () => editor.segments.create({ environment, key: 'pro', condition })),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is reported if it does not exist', async () => {
    const environment = await api.newEnvironment();
    const expected = { code: 'SEGMENT_NOT_FOUND', segment: 'pro', environment };
    for (const call of [viewer.segments.get, viewer.segments.usage, editor.segments.update, editor.segments.delete]) {
      expect(await failureFrom(call({ environment, key: 'pro' }))).toEqual(expected);
    }
  });

  it('affects the flags that use it as soon as it changes', async () => {
    const environment = await segments({ pro: condition });
    await editor.flags.create({
      environment,
      key: 'checkout',
      enabled: true,
      rules: [{ id: 'r', condition: { segment: 'pro' }, serve: { kind: 'variant', variant: 'on' } }],
    });
    const ask = () => viewer.evaluation.evaluate({ environment, flagKey: 'checkout', context: { plan: 'max' } });
    expect(await ask()).toMatchObject({ value: false });
    await editor.segments.update({
      environment,
      key: 'pro',
      condition: { ...condition, values: ['max'] },
    });
    expect(await ask()).toMatchObject({ value: true, reason: 'TARGETING_MATCH' });
  });

  it('F1.7 records its changes in the audit trail', async () => {
    const environment = await segments({ pro: condition });
    await editor.segments.update({ environment, key: 'pro', name: 'Pro', reason: 'nicer' });
    await editor.segments.delete({ environment, key: 'pro', reason: 'not needed' });
    const { items } = await viewer.audit.list({ environment, type: 'segment' });
    expect(items.map(({ action }) => action).sort()).toEqual(['created', 'removed', 'updated']);
    expect(items.find(({ action }) => action === 'updated')).toMatchObject({
      actor: 'editor@example.org',
      key: 'pro',
      reason: 'nicer',
      before: { name: 'pro' },
      after: { name: 'Pro' },
    });
  });
});

describe('the list of segments', () => {
  it('is sorted by key, paged and counted', async () => {
    const environment = await segments({ c: condition, a: condition, b: condition });
    const keysOf = async (page: number) => {
      const { items, pagination } = await viewer.segments.list({ environment, page, pageSize: 2 });
      expect(pagination).toEqual({ page, pageSize: 2, total: 3 });
      return items.map(({ key }) => key);
    };
    expect([await keysOf(1), await keysOf(2), await keysOf(3)]).toEqual([['a', 'b'], ['c'], []]);
  });

  it('A10 is searched by key and name, literally', async () => {
    const environment = await segments({ a_b: condition, 'a-b': condition });
    await editor.segments.update({ environment, key: 'a-b', name: `100 % "o'neill"` });
    const found = async (search: string) =>
      (await viewer.segments.list({ environment, search })).items.map(({ key }) => key);
    expect(await found('A_B')).toEqual(['a_b']);
    expect(await found('%')).toEqual(['a-b']);
    expect(await found("o'neill")).toEqual(['a-b']);
    expect(await found('\\')).toEqual([]);
  });

  it('lists the known environments if the given one is unknown', async () => {
    expect(await failureFrom(viewer.segments.list({ environment: 'nowhere' }))).toMatchObject({
      code: 'ENVIRONMENT_NOT_FOUND',
    });
  });
});

describe('a segment that others use', () => {
  it('lists its users, and cannot be deleted while they use it', async () => {
    const environment = await segments({ pro: condition, staff: uses('pro'), alone: condition });
    const rules = (segment: string) => [
      { id: 'r', condition: uses(segment), serve: { kind: 'variant' as const, variant: 'on' } },
    ];
    await editor.flags.create({ environment, key: 'search', rules: rules('pro') });
    await editor.flags.create({ environment, key: 'checkout', rules: rules('pro') });
    await editor.flags.create({ environment, key: 'other', rules: rules('alone') });
    await editor.flags.archive({ environment, key: 'search' });
    const usage = { flags: ['checkout', 'search'], segments: ['staff'] };
    expect(await viewer.segments.usage({ environment, key: 'pro' })).toEqual(usage);
    expect(await failureFrom(editor.segments.delete({ environment, key: 'pro' }))).toEqual({
      code: 'SEGMENT_IN_USE',
      segment: 'pro',
      ...usage,
    });
    await editor.segments.delete({ environment, key: 'staff' });
    for (const key of ['search', 'checkout']) await editor.flags.update({ environment, key, rules: [] });
    await editor.segments.delete({ environment, key: 'pro' });
    expect(await failureFrom(viewer.segments.get({ environment, key: 'pro' }))).toMatchObject({
      code: 'SEGMENT_NOT_FOUND',
    });
  });

  it('is not in use in other environments', async () => {
    const one = await segments({ pro: condition });
    const other = await segments({ pro: condition, staff: uses('pro') });
    expect(await viewer.segments.usage({ environment: one, key: 'pro' })).toEqual({ flags: [], segments: [] });
    await editor.segments.delete({ environment: one, key: 'pro' });
    expect(await viewer.segments.get({ environment: other, key: 'staff' })).toMatchObject({ key: 'staff' });
  });

  it('cannot use itself, even indirectly', async () => {
    const environment = await segments({ a: condition, b: uses('a'), c: uses('b') });
    expect(await detailsFrom(editor.segments.update({ environment, key: 'a', condition: uses('a') }))).toEqual([
      expect.stringMatching(/uses itself: a -> a$/),
    ]);
    expect(await detailsFrom(editor.segments.update({ environment, key: 'a', condition: uses('c') }))).toEqual([
      expect.stringMatching(/uses itself: a -> c -> b -> a$/),
    ]);
    expect(await detailsFrom(editor.segments.create({ environment, key: 'd', condition: uses('d') }))).toEqual([
      expect.stringMatching(/uses itself: d -> d$/),
    ]);
  });

  it('refuses one of two concurrent edits that would form a cycle', async () => {
    const environment = await segments({ a: condition, b: condition });
    const results = await Promise.allSettled([
      editor.segments.update({ environment, key: 'a', condition: uses('b') }),
      editor.segments.update({ environment, key: 'b', condition: uses('a') }),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('cannot outgrow the limits of its users: no edit breaks another flag or segment', async () => {
    const times = (count: number, segment: string): Condition => ({
      any: Array.from({ length: count }, () => ({ segment })),
    });
    // Including the segments that they use, these have 101, 10,201 and 91,810 clauses.
    const environment = await segments({ one: condition, many: times(100, 'one'), more: times(100, 'many') });
    await editor.segments.create({ environment, key: 'most', condition: times(9, 'more') });
    await editor.flags.create({
      environment,
      key: 'checkout',
      rules: [{ id: 'r', condition: { segment: 'most' }, serve: { kind: 'variant', variant: 'on' } }],
    });
    const grown = editor.segments.update({ environment, key: 'one', condition: { any: [condition, condition] } });
    expect(await detailsFrom(grown)).not.toEqual([]);
    expect(api.services.snapshots.ruleset(environment).broken).toEqual([]);
  });
});

describe('F1.11 a segment that cannot be evaluated is not written', () => {
  it.each<[string, Condition, RegExp]>([
    ['an invalid pattern', { attribute: 'a', operator: 'matches', values: ['('] }, /not an RE2 pattern/],
    ['an invalid range', { attribute: 'a', operator: 'inCidr', values: ['x'] }, /not an IP address or range/],
    ['a segment that does not exist', { segment: 'nothing' }, /there is no segment "nothing"/],
  ])('%s', async (_, broken, message) => {
    const environment = await segments({ pro: condition });
    const expected = [expect.stringMatching(message)];
    expect(await detailsFrom(editor.segments.create({ environment, key: 'x', condition: broken }))).toEqual(expected);
    expect(await detailsFrom(editor.segments.update({ environment, key: 'pro', condition: broken }))).toEqual(expected);
    expect(await viewer.segments.get({ environment, key: 'pro' })).toMatchObject({ condition, revision: 1 });
  });
});
