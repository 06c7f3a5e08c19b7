import { NOW } from '@burgee/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Api, detailsFrom, failureFrom, startTestApi, type TestApi } from '../test-services.ts';

let api: TestApi;
let editor: Api;
beforeAll(async () => {
  api = await startTestApi();
  editor = api.as('editor');
});
beforeEach(() => {
  api.time.now = NOW;
});
afterAll(() => api[Symbol.asyncDispose]());

/** Creates a flag with a value in every field. */
async function aStoredFlag() {
  const environment = await api.newEnvironment();
  await editor.flags.create({ environment, key: 'required' });
  const flag = await editor.flags.create({
    environment,
    key: 'banner',
    type: 'string',
    description: 'Which banner is shown.',
    tags: ['web'],
    enabled: true,
    expiresAt: '2027-06-01T00:00:00.000Z',
    salt: 'pepper',
    variants: [
      { key: 'red', value: 'r' },
      { key: 'blue', value: 'b' },
    ],
    onVariant: 'red',
    offVariant: 'blue',
    rollout: { schedule: { kind: 'fixed', percentage: 12.5 } },
    split: {
      weights: [
        { variant: 'red', weight: 40_000 },
        { variant: 'blue', weight: 60_000 },
      ],
    },
    rules: [{ id: 'r1', condition: { all: [] }, serve: { kind: 'variant', variant: 'blue' } }],
    prerequisites: [{ flagKey: 'required', variants: ['on'] }],
  });
  return { environment, key: 'banner', flag };
}

describe('F1.2 updating a flag', () => {
  it.each([
    ['description', 'Another one.'],
    ['tags', []],
    ['enabled', false],
    ['expiresAt', null],
    ['salt', 'salt'],
    ['onVariant', 'blue'],
    ['offVariant', null],
    ['split', null],
    ['rules', []],
    ['prerequisites', []],
    [
      'variants',
      [
        { key: 'blue', value: '' },
        { key: 'red', value: 'R' },
      ],
    ],
    [
      'rollout',
      {
        schedule: { kind: 'fixed', percentage: 1 },
        bucketBy: ['x'],
        salt: 's',
        algorithm: 'sha256',
        missing: 'random',
      },
    ],
  ])('sets its %s and keeps the rest', async (field, value) => {
    const { environment, key, flag } = await aStoredFlag();
    api.time.now = NOW + 1_000;
    const updated = await editor.flags.update({ environment, key, [field]: value });
    const changed = { [field]: value, revision: 2, updatedAt: new Date(NOW + 1_000).toISOString() };
    expect(updated).toEqual({ ...flag, ...changed });
    expect(await editor.flags.get({ environment, key })).toEqual(updated);
  });

  it('without fields changes only the revision', async () => {
    const { environment, key, flag } = await aStoredFlag();
    expect(await editor.flags.update({ environment, key })).toEqual({ ...flag, revision: 2 });
  });

  it.each(['id', 'type', 'archived', 'archivedAt', 'createdAt', 'updatedAt', 'createdBy', 'version', 'nonsense'])(
    'A6 refuses a body with %s',
    async (field) => {
      const { environment, key, flag } = await aStoredFlag();
      const details = await detailsFrom(
        editor.flags.update({ environment, key, [field]: flag[field as never] ?? 'x' }),
      );
      expect(details).toEqual([expect.stringContaining(field)]);
      expect(await editor.flags.get({ environment, key })).toEqual(flag);
    },
  );

  it('suggests the nearest key if the flag does not exist', async () => {
    const { environment } = await aStoredFlag();
    const { update, archive, restore, delete: remove } = editor.flags;
    for (const change of [update, archive, restore, remove]) {
      const call = change({ environment, key: 'bannr' });
      expect(await failureFrom(call)).toMatchObject({ code: 'FLAG_NOT_FOUND', suggestion: 'banner' });
    }
  });

  it('creates one version, and none in other environments', async () => {
    const { environment, key } = await aStoredFlag();
    const other = await api.newEnvironment();
    const versions = () => Promise.all([environment, other].map((env) => editor.environments.get({ key: env })));
    const before = await versions();
    await editor.flags.update({ environment, key, enabled: false });
    const after = await versions();
    expect(after.map(({ version }, index) => version - (before[index]?.version ?? 0))).toEqual([1, 0]);
  });
});

describe('W9.6 the kill switch', () => {
  it('sets only enabled', async () => {
    const { environment, key, flag } = await aStoredFlag();
    const switched = await editor.flags.setEnabled({ environment, key, enabled: false });
    expect(switched).toEqual({ ...flag, enabled: false, revision: 2 });
  });

  it('sets the percentage, if given, and nothing else of the rollout', async () => {
    const { environment, key, flag } = await aStoredFlag();
    await editor.flags.update({ environment, key, rollout: { ...flag.rollout, salt: 'kept', algorithm: 'sha256' } });
    const { rollout } = await editor.flags.setEnabled({ environment, key, enabled: true, rolloutPercentage: 25 });
    expect(rollout).toEqual({
      ...flag.rollout,
      salt: 'kept',
      algorithm: 'sha256',
      schedule: { kind: 'fixed', percentage: 25 },
    });
  });

  it('R15 does not overwrite a rollout that someone else has changed in the meantime', async () => {
    const { environment, key } = await aStoredFlag();
    await editor.flags.update({ environment, key, rollout: { schedule: { kind: 'fixed', percentage: 50 } } });
    const late = editor.flags.setEnabled({ environment, key, enabled: true, rolloutPercentage: 1, revision: 1 });
    expect(await failureFrom(late)).toMatchObject({
      code: 'STALE_REVISION',
      current: 2,
      differences: [{ field: 'rollout', current: { schedule: { percentage: 50 } } }],
    });
  });

  it.each([-1, 100.001, 0.0005, Number.NaN, '50'])('refuses %s percent', async (percentage) => {
    const { environment, key } = await aStoredFlag();
    const details = await detailsFrom(
      editor.flags.setEnabled({ environment, key, enabled: true, rolloutPercentage: percentage as number }),
    );
    expect(details).toEqual([expect.stringMatching(/^rolloutPercentage: /)]);
  });
});

describe('R15 two people who edit one flag', () => {
  it('the second learns the differences, and nothing of the first is lost', async () => {
    const { environment, key, flag } = await aStoredFlag();
    await editor.flags.update({ environment, key, revision: 1, description: 'by the first', enabled: false });
    const second = editor.flags.update({
      environment,
      key,
      revision: 1,
      description: 'by the second',
      tags: ['web'],
      enabled: true,
    });
    expect(await failureFrom(second)).toEqual({
      code: 'STALE_REVISION',
      yours: 1,
      current: 2,
      differences: [
        { field: 'enabled', yours: true, current: false },
        { field: 'description', yours: 'by the second', current: 'by the first' },
      ],
    });
    expect(await editor.flags.get({ environment, key })).toEqual({
      ...flag,
      description: 'by the first',
      enabled: false,
      revision: 2,
    });
  });

  it('a field with an equivalent value does not differ', async () => {
    const { environment, key, flag } = await aStoredFlag();
    await editor.flags.update({ environment, key, description: 'by the first' });
    const second = editor.flags.update({
      environment,
      key,
      revision: 1,
      description: 'by the second',
      // The input lacks the dealt ranges, milliseconds and defaults.
      split: { weights: flag.split!.weights },
      rules: flag.rules.map(({ id, condition, serve }) => ({ id, condition, serve })),
      expiresAt: '2027-06-01T00:00:00Z',
    });
    expect(await failureFrom(second)).toMatchObject({
      code: 'STALE_REVISION',
      differences: [{ field: 'description' }],
    });
  });

  it('without a revision the last writer wins', async () => {
    const { environment, key } = await aStoredFlag();
    await editor.flags.update({ environment, key, description: 'by the first' });
    const last = await editor.flags.update({ environment, key, description: 'by the last' });
    expect(last).toMatchObject({ description: 'by the last', revision: 3 });
  });

  it('exactly one of ten concurrent edits with the same revision succeeds', async () => {
    const { environment, key } = await aStoredFlag();
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) =>
        editor.flags.update({ environment, key, revision: 1, description: `by ${index}` }),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await editor.flags.get({ environment, key })).toMatchObject({ revision: 2 });
  });

  it('archiving, restoring and deleting check the revision too', async () => {
    const { environment, key } = await aStoredFlag();
    await editor.flags.update({ environment, key, enabled: false });
    for (const act of [editor.flags.archive, editor.flags.restore, editor.flags.delete]) {
      expect(await failureFrom(act({ environment, key, revision: 1 }))).toMatchObject({
        code: 'STALE_REVISION',
        yours: 1,
        current: 2,
      });
    }
  });
});
