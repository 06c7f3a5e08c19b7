import type { EnvironmentKey } from '@burgee/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { detailsFrom, failureFrom, startTestApi, type Api, type TestApi } from '../test-services.ts';

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
  it('is one change of the environment, with an entry for each flag that really changed', async () => {
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

  it('restores what was archived', async () => {
    await editor.flags.bulk({ environment, keys: ['a'], change: { kind: 'archive' } });
    await editor.flags.bulk({ environment, keys: ['a', 'b'], change: { kind: 'restore' } });
    expect(await editor.flags.get({ environment, key: 'a' })).toMatchObject({ archived: false, archivedAt: null });
  });

  it('makes no version where everything is so already', async () => {
    const before = await versionNow();
    const done = await editor.flags.bulk({ environment, keys: ['a', 'b'], change: { kind: 'disable' } });
    expect([done, await versionNow()]).toEqual([{ changed: [], unchanged: ['a', 'b'] }, before]);
  });

  it('changes none where one cannot be changed, and names it', async () => {
    const keys = ['a', 'b', 'nothing'];
    const missing = editor.flags.bulk({ environment, keys, change: { kind: 'enable' } });
    expect(await failureFrom(missing)).toMatchObject({ code: 'FLAG_NOT_FOUND', flagKey: 'nothing' });
    const many = Array.from({ length: 20 }, (_, at) => `tag-${at}`);
    await editor.flags.update({ environment, key: 'b', tags: many });
    const full = editor.flags.bulk({ environment, keys: ['a', 'b'], change: { kind: 'addTags', tags: ['one'] } });
    expect(await detailsFrom(full)).toEqual(['change.tags: "b" would have 21 tags, 20 is the most']);
    expect(await editor.flags.get({ environment, key: 'a' })).toMatchObject({ revision: 1, enabled: false });
  });

  it('leaves what somebody broke by hand as it is', async () => {
    await api.services.database.write((em) =>
      em.execute(`update feature_flags set rules = '"nonsense"' where environment = ? and flag_key = 'a'`, [
        environment,
      ]),
    );
    await editor.flags.bulk({ environment, keys: ['a'], change: { kind: 'enable' } });
    expect(await editor.flags.get({ environment, key: 'a' })).toMatchObject({
      enabled: true,
      broken: [{ path: 'rules' }],
    });
  });

  it.each([[[]], [['a', 'a']], [Array.from({ length: 501 }, (_, at) => `flag-${at}`)]])('refuses %j', async (keys) => {
    const call = editor.flags.bulk({ environment, keys, change: { kind: 'enable' } });
    expect(await failureFrom(call)).toMatchObject({ code: 'VALIDATION_FAILED', details: [{ path: 'keys' }] });
  });
});
