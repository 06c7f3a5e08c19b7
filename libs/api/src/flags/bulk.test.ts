import type { EnvironmentKey } from '@burgee/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Api, detailsFrom, failureFrom, startTestApi, type TestApi } from '../test-services.ts';

let api: TestApi;
let editor: Api;
let environment: EnvironmentKey;
beforeAll(async () => {
  api = await startTestApi();
  editor = api.as('editor');
});
beforeEach(async () => {
  environment = await api.newEnvironment();
  for (const key of ['a', 'b', 'c']) await editor.flags.create({ environment, key, tags: ['shop'] });
});
afterAll(() => api[Symbol.asyncDispose]());

const all = async () => (await editor.flags.list({ environment })).items;
const versionNow = async () => (await editor.environments.get({ key: environment })).version;

describe('changing many flags', () => {
  it('is one change of the environment, with an entry for each flag that actually changed', async () => {
    await editor.flags.setEnabled({ environment, key: 'b', enabled: true });
    const before = await versionNow();
    const change = { kind: 'enable' } as const;
    const done = await editor.flags.bulk({ environment, keys: ['a', 'b', 'c'], change, reason: 'launch' });
    expect(done).toEqual({ changed: ['a', 'c'], unchanged: ['b'] });
    expect((await all()).map(({ enabled }) => enabled)).toEqual([true, true, true]);
    expect(await versionNow()).toBe(before + 1);
    const { items } = await editor.audit.list({ environment, limit: 2 });
    expect(items).toMatchObject([
      {
        key: 'c',
        version: before + 1,
        reason: 'launch',
        before: { enabled: false },
        after: { enabled: true, revision: 2 },
      },
      { key: 'a', version: before + 1, reason: 'launch' },
    ]);
  });

  it('enables flags and saves the given rollouts in the same version and entry', async () => {
    await editor.flags.update({ environment, key: 'b', rollout: { schedule: { kind: 'fixed', percentage: 30 } } });
    const before = await versionNow();
    const everyone = { kind: 'fixed', percentage: 100 } as const;
    const change = { kind: 'enable' as const, rollouts: [{ key: 'a', schedule: everyone, revision: 1 }] };
    await editor.flags.bulk({ environment, keys: ['a', 'b'], change });
    expect((await all()).map(({ enabled, rollout }) => [enabled, rollout.schedule])).toEqual([
      [true, everyone],
      [true, { kind: 'fixed', percentage: 30 }],
      [false, { kind: 'fixed', percentage: 0 }],
    ]);
    expect(await versionNow()).toBe(before + 1);
    const { items } = await editor.audit.list({ environment, flagKey: 'a' });
    expect(items).toMatchObject([
      { before: { enabled: false }, after: { enabled: true, rollout: { schedule: everyone } } },
      { action: 'created' },
    ]);
  });

  it('restores a schedule together with the switch', async () => {
    const steps = { kind: 'steps' as const, steps: [{ at: '2026-01-01T00:00:00Z', percentage: 0 }] };
    const change = { kind: 'enable' as const, rollouts: [{ key: 'a', schedule: steps }] };
    await editor.flags.bulk({ environment, keys: ['a'], change });
    expect(await editor.flags.get({ environment, key: 'a' })).toMatchObject({
      enabled: true,
      rollout: { schedule: steps },
    });
  });

  it('R15 does not overwrite a rollout that someone else has changed in the meantime', async () => {
    await editor.flags.update({ environment, key: 'b', rollout: { schedule: { kind: 'fixed', percentage: 30 } } });
    const rollouts = [{ key: 'b', schedule: { kind: 'fixed' as const, percentage: 1 }, revision: 1 }];
    const call = editor.flags.bulk({ environment, keys: ['a', 'b'], change: { kind: 'enable', rollouts } });
    expect(await failureFrom(call)).toMatchObject({
      code: 'STALE_REVISION',
      current: 2,
      differences: [{ field: 'enabled' }, { field: 'rollout' }],
    });
    expect((await all()).map(({ enabled }) => enabled)).toEqual([false, false, false]);
  });

  it('refuses the rollout of a flag that is not among those to be changed', async () => {
    const rollouts = [{ key: 'c', schedule: { kind: 'fixed' as const, percentage: 1 } }];
    const call = editor.flags.bulk({ environment, keys: ['a', 'b'], change: { kind: 'enable', rollouts } });
    expect(await detailsFrom(call)).toEqual(['change.rollouts: must only name flags that are among keys']);
  });

  it.each([
    [{ kind: 'disable' }, 'updated', { enabled: false }, 'enable'],
    [{ kind: 'archive' }, 'archived', { archived: true, archivedAt: expect.any(String) }, undefined],
    [{ kind: 'addTags', tags: ['new', 'shop'] }, 'updated', { tags: ['shop', 'new'] }, undefined],
    [{ kind: 'removeTags', tags: ['shop', 'none'] }, 'updated', { tags: [] }, undefined],
  ] as const)('does %j', async (change, action, after, first) => {
    if (first) await editor.flags.bulk({ environment, keys: ['a', 'b'], change: { kind: first } });
    const input = 'tags' in change ? { ...change, tags: [...change.tags] } : change;
    await editor.flags.bulk({ environment, keys: ['a', 'b'], change: input });
    for (const key of ['a', 'b']) expect(await editor.flags.get({ environment, key })).toMatchObject(after);
    const { items } = await editor.audit.list({ environment, limit: 1 });
    expect(items).toMatchObject([{ action, key: 'b', after }]);
  });

  it('restores archived flags', async () => {
    await editor.flags.bulk({ environment, keys: ['a'], change: { kind: 'archive' } });
    await editor.flags.bulk({ environment, keys: ['a', 'b'], change: { kind: 'restore' } });
    expect(await editor.flags.get({ environment, key: 'a' })).toMatchObject({ archived: false, archivedAt: null });
  });

  it('accepts 500 flags at once', async () => {
    const keys = Array.from({ length: 500 }, (_, at) => `flag-${at}`);
    await api.services.database.write((em) =>
      em.execute(
        `insert into feature_flags (environment, flag_key, salt, variants, on_variant, off_variant, rollout)
         select environment, 'flag-' || n, salt, variants, on_variant, off_variant, rollout
         from feature_flags, generate_series(0, 499) n where environment = ? and flag_key = 'a'`,
        [environment],
      ),
    );
    const done = await editor.flags.bulk({ environment, keys, change: { kind: 'addTags', tags: ['all'] } });
    expect(done).toEqual({ changed: keys, unchanged: [] });
    expect((await editor.flags.list({ environment, tag: 'all' })).pagination.total).toBe(500);
  });

  it('creates no version if nothing changes', async () => {
    const before = await versionNow();
    const done = await editor.flags.bulk({ environment, keys: ['a', 'b'], change: { kind: 'disable' } });
    expect([done, await versionNow()]).toEqual([{ changed: [], unchanged: ['a', 'b'] }, before]);
  });

  it('changes none if one cannot be changed, and names that one', async () => {
    const keys = ['a', 'b', 'nothing'];
    const missing = editor.flags.bulk({ environment, keys, change: { kind: 'enable' } });
    expect(await failureFrom(missing)).toMatchObject({ code: 'FLAG_NOT_FOUND', flagKey: 'nothing' });
    const many = Array.from({ length: 20 }, (_, at) => `tag-${at}`);
    await editor.flags.update({ environment, key: 'b', tags: many });
    const full = editor.flags.bulk({ environment, keys: ['a', 'b'], change: { kind: 'addTags', tags: ['one'] } });
    expect(await detailsFrom(full)).toEqual(['change.tags: "b" would have 21 tags; the maximum is 20']);
    expect(await editor.flags.get({ environment, key: 'a' })).toMatchObject({ revision: 1, enabled: false });
  });

  describe('if someone broke a flag by hand', () => {
    const breakIt = (column: string) =>
      api.services.database.write((em) =>
        em.execute(`update feature_flags set ${column} = '"nonsense"' where environment = ? and flag_key = 'a'`, [
          environment,
        ]),
      );
    const change = (change: Parameters<Api['flags']['bulk']>[0]['change']) =>
      editor.flags.bulk({ environment, keys: ['b', 'a'], change });

    it.each(['rules', 'tags'])('leaves its %s unchanged', async (column) => {
      await breakIt(column);
      await change({ kind: 'enable' });
      expect(await editor.flags.get({ environment, key: 'a' })).toMatchObject({
        enabled: true,
        broken: [{ path: column }],
      });
    });

    it('refuses a percentage for a rollout that cannot be read', async () => {
      await breakIt('rollout');
      const rollouts = [{ key: 'a', schedule: { kind: 'fixed' as const, percentage: 100 } }];
      expect(await detailsFrom(change({ kind: 'enable', rollouts }))).toEqual([
        'keys: the stored rollout of "a" cannot be read; update it first',
      ]);
    });

    it.each(['addTags', 'removeTags'] as const)('refuses %s for tags that cannot be read', async (kind) => {
      await breakIt('tags');
      expect(await detailsFrom(change({ kind, tags: ['shop', 'new'] }))).toEqual([
        'keys: the stored tags of "a" cannot be read; update it first',
      ]);
      expect(await editor.flags.get({ environment, key: 'b' })).toMatchObject({ tags: ['shop'] });
    });
  });

  it.each([[[]], [['a', 'a']], [Array.from({ length: 501 }, (_, at) => `flag-${at}`)]])('refuses %j', async (keys) => {
    const call = editor.flags.bulk({ environment, keys, change: { kind: 'enable' } });
    expect(await failureFrom(call)).toMatchObject({ code: 'VALIDATION_FAILED', details: [{ path: 'keys' }] });
  });
});
