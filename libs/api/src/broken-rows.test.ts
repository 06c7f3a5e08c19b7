import { aFlag } from '@burgee/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, detailsFrom, startTestApi, type TestApi } from './test-services.ts';

let api: TestApi;
let editor: Api;
beforeAll(async () => {
  api = await startTestApi();
  editor = api.as('editor');
});
afterAll(() => api[Symbol.asyncDispose]());

const UNKNOWN_OPERATOR = JSON.stringify([
  { ...aFlag().rules[0], id: 'r', condition: { attribute: 'a', operator: 'psychic' }, serve: { kind: 'variant' } },
]);
const breaks = [
  ...['null', '{}', '"text"', '[null]', '[{}]', UNKNOWN_OPERATOR].map((value) => ['rules', value] as const),
  ...['null', '{}', '[null]', '[{}]', '[{"flagKey":"whole"}]', '[{"flagKey":"broken","variants":["on"]}]'].map(
    (value) => ['prerequisites', value] as const,
  ),
  ...['null', '{}', '[]', '[null]', '7'].map((value) => ['variants', value] as const),
  ...['null', '{}', '[]', '{"schedule":{"kind":"fixed"}}'].map((value) => ['rollout', value] as const),
  ...['{}', '[]', '7', '{"weights":[],"ranges":[]}'].map((value) => ['split', value] as const),
];

async function withOneBroken(column: string, value: string) {
  const environment = await api.newEnvironment();
  const rollout = { schedule: { kind: 'fixed' as const, percentage: 100 } };
  await editor.segments.create({ environment, key: 'segment', condition: { all: [] } });
  for (const key of ['whole', 'broken']) await editor.flags.create({ environment, key, enabled: true, rollout });
  await api.services.database.write((em) =>
    em.execute(`update feature_flags set ${column} = ?::jsonb where environment = ? and flag_key = 'broken'`, [
      value,
      environment,
    ]),
  );
  return environment;
}

describe.each(breaks)('R16 a flag whose %s someone set to %s by hand', (column, value) => {
  it('affects that flag alone: the others answer, and can be read and changed', async () => {
    const environment = await withOneBroken(column, value);
    // The first change afterwards loads the broken row into memory.
    await editor.flags.update({ environment, key: 'whole', description: 'still here' });
    const { flags } = await editor.evaluation.evaluateAll({ environment });
    expect(flags['whole']).toMatchObject({ value: true });
    expect(flags['broken']).toMatchObject({ enabled: expect.any(Boolean) });
    await editor.flags.get({ environment, key: 'whole' });
    await editor.flags.create({ environment, key: 'another', prerequisites: [{ flagKey: 'whole', variants: ['on'] }] });
    await editor.flags.delete({ environment, key: 'another' });
    await editor.segments.update({ environment, key: 'segment', condition: { any: [] } });
    await editor.segments.usage({ environment, key: 'segment' });
    await editor.segments.delete({ environment, key: 'segment' });
  });

  it('can be deleted', async () => {
    const environment = await withOneBroken(column, value);
    await editor.flags.delete({ environment, key: 'broken' });
    await editor.flags.create({ environment, key: 'broken' });
  });

  it('can be repaired', async () => {
    const environment = await withOneBroken(column, value);
    const whole = await editor.flags.get({ environment, key: 'whole' });
    const { variants, rules, prerequisites, split } = whole;
    const { bucketBy, schedule } = whole.rollout;
    await editor.flags.update({
      environment,
      key: 'broken',
      variants,
      rules: rules,
      prerequisites,
      split,
      rollout: { bucketBy, schedule },
    });
    expect(api.services.snapshots.ruleset(environment).broken).toEqual([]);
  });
});

/** Some values have a valid shape, such as an empty rollout or a cyclic prerequisite. */
const unreadable = breaks.filter(
  ([column, value]) => !(column === 'rollout' && /^(null|\{\}|\[\])$/.test(value)) && !value.includes('"broken"'),
);

describe.each(unreadable)('R16 a flag whose %s someone set to %s by hand', (column, value) => {
  it('is listed and shown with the others, and reports what is broken', async () => {
    const environment = await withOneBroken(column, value);
    const problem = { path: expect.stringMatching(new RegExp(`^${column}`)), message: expect.any(String) };
    const { items } = await editor.flags.list({ environment });
    expect(items.map(({ key, broken }) => [key, broken])).toEqual([
      ['broken', expect.arrayContaining([problem])],
      ['whole', []],
    ]);
    expect(await editor.flags.get({ environment, key: 'broken' })).toEqual(items[0]);
  });

  it('is not overwritten by an edit of another field, whose error says what to do', async () => {
    const environment = await withOneBroken(column, value);
    const before = await editor.flags.get({ environment, key: 'broken' });
    const edits = [
      () => editor.flags.setEnabled({ environment, key: 'broken', enabled: false }),
      () => editor.flags.archive({ environment, key: 'broken' }),
      () => editor.flags.update({ environment, key: 'broken', description: 'new' }),
    ];
    for (const edit of edits) {
      expect(await detailsFrom(edit())).toContainEqual(
        expect.stringMatching(new RegExp(`^${column}\\S*: cannot be read as it is stored, send a new value: `)),
      );
    }
    expect(await editor.flags.get({ environment, key: 'broken' })).toEqual(before);
  });
});

describe.each(['null', '{}', '[]', '"text"', '{"all":null}', '{"any":[null]}', '{"not":{}}', '{"segment":7}'])(
  'R16 a segment whose condition someone set to %s by hand',
  (condition) => {
    it('affects only the flags that use it', async () => {
      const environment = await withOneBroken('rules', '[]');
      await editor.segments.create({ environment, key: 'broken', condition: { all: [] } });
      const rules = [{ id: 'r', condition: { segment: 'broken' }, serve: { kind: 'variant' as const, variant: 'on' } }];
      await editor.flags.create({ environment, key: 'user', rules });
      await api.services.database.write((em) =>
        em.execute(`update segments set condition = ?::jsonb where environment = ? and key = 'broken'`, [
          condition,
          environment,
        ]),
      );
      await editor.flags.update({ environment, key: 'whole', description: 'still here' });
      const { flags } = await editor.evaluation.evaluateAll({ environment });
      expect(flags['whole']).toMatchObject({ value: true });
      await editor.segments.update({ environment, key: 'segment', condition: { any: [] } });
      await editor.segments.usage({ environment, key: 'segment' });
      await editor.segments.delete({ environment, key: 'segment' });
      await editor.segments.update({ environment, key: 'broken', condition: { any: [] } });
      expect(api.services.snapshots.ruleset(environment).broken).toEqual([]);
    });
  },
);

it('R16 a flag that requires a flag deleted by hand can still be required by others', async () => {
  const environment = await withOneBroken('prerequisites', '[{"flagKey":"gone","variants":["on"]}]');
  const prerequisites = [{ flagKey: 'broken', variants: ['on'] }];
  await editor.flags.create({ environment, key: 'above', prerequisites });
  expect((await editor.evaluation.evaluate({ environment, flagKey: 'above' })).reason).toBe('DISABLED');
});
