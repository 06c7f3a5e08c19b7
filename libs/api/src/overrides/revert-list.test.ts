import { type EnvironmentKey, HOUR_MS } from '@burgee/contracts';
import { NOW } from '@burgee/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Api, detailsFrom, startTestApi, type TestApi } from '../test-services.ts';

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

const flagKey = 'checkout';
const at = (ms: number) => new Date(NOW + ms).toISOString();
const named = (count: number) => Array.from({ length: count }, (_, index) => `user-${index}`);

async function aFlag(): Promise<EnvironmentKey> {
  const environment = await api.newEnvironment();
  await editor.flags.create({ environment, key: flagKey, enabled: true });
  return environment;
}

/** Omits server-generated fields: actor, time and id. */
async function overridesIn(environment: EnvironmentKey) {
  const { includes, excludes } = await editor.overrides.forFlag({ environment, flagKey, pageSize: 200 });
  const settings = [...includes, ...excludes].map(({ target, overrideType, value, reason, expiresAt }) => ({
    target,
    overrideType,
    value,
    reason,
    expiresAt,
  }));
  return settings.sort((one, other) => one.target.localeCompare(other.target));
}
const revert = (environment: EnvironmentKey, version: number | null) =>
  editor.overrides.revertUsers({ environment, flagKey, version: version ?? expect.fail('nothing was changed') });
const newest = async (environment: EnvironmentKey) => (await editor.audit.list({ environment, limit: 1 })).items[0];

describe('reverting a change of user overrides', () => {
  it('removes added users and restores replaced or removed ones, each with their own settings', async () => {
    const environment = await aFlag();
    const place = { environment, flagKey };
    await editor.overrides.setUser({ ...place, userId: 'ann', overrideType: 'exclude', reason: 'asked' });
    await editor.overrides.setUser({ ...place, userId: 'ben', overrideType: 'include', expiresAt: at(HOUR_MS) });
    const before = await overridesIn(environment);
    const users = ['ann', 'ben', 'cleo'];
    const { version } = await editor.overrides.setUsers({ ...place, users, overrideType: 'include', value: false });
    const set = await overridesIn(environment);
    expect(await revert(environment, version)).toMatchObject({ created: 0, updated: 2, removed: 1, unchanged: 0 });
    expect(await overridesIn(environment)).toEqual(before);
    // The revert can itself be reverted.
    const entry = await newest(environment);
    expect(entry).toMatchObject({ action: 'updated', before: { count: 3 }, after: { count: 2 } });
    expect(await revert(environment, entry?.version ?? null)).toMatchObject({ created: 1, updated: 2, removed: 0 });
    expect(await overridesIn(environment)).toEqual(set);
    const { version: removed } = await editor.overrides.removeUsers({ ...place, users });
    expect(await revert(environment, removed)).toMatchObject({ created: 3, updated: 0, removed: 0 });
    expect(await overridesIn(environment)).toEqual(set);
  });

  it('restores thousands of users that one list replaced or removed', async () => {
    const environment = await aFlag();
    const place = { environment, flagKey };
    const users = named(2_000).map((userId, index) => ({ userId, reason: `reason ${index}` }));
    await editor.overrides.setUsers({ ...place, users, overrideType: 'exclude' });
    const ids = users.map(({ userId }) => userId);
    const { version } = await editor.overrides.removeUsers({ ...place, users: ids });
    expect(await revert(environment, version)).toMatchObject({ created: 2_000 });
    const { items } = await editor.overrides.list({ ...place, targets: ['user-0', 'user-1999'] });
    expect(items.map(({ reason }) => reason).sort()).toEqual(['reason 0', 'reason 1999']);
  });

  it('skips overrides that would have expired, and does nothing if nothing differs', async () => {
    const environment = await aFlag();
    const place = { environment, flagKey };
    const users = ['ann', { userId: 'ben', expiresAt: at(HOUR_MS) }];
    await editor.overrides.setUsers({ ...place, users, overrideType: 'include' });
    const { version } = await editor.overrides.removeUsers({ ...place, users: ['ann', 'ben'] });
    api.time.now += HOUR_MS;
    expect(await revert(environment, version)).toMatchObject({ created: 1, ended: 1, unchanged: 1 });
    expect(await revert(environment, version)).toMatchObject({ version: null, created: 0, unchanged: 2 });
    expect(await overridesIn(environment)).toMatchObject([{ target: 'ann' }]);
  });

  it('works for a change of a single override too', async () => {
    const environment = await aFlag();
    const place = { environment, flagKey };
    await editor.overrides.setUser({ ...place, userId: 'ann', overrideType: 'include' });
    const { version } = await editor.environments.get({ key: environment });
    expect(await revert(environment, version)).toMatchObject({ removed: 1 });
  });

  it('is refused with a message for a version that changed no user of the flag', async () => {
    const environment = await aFlag();
    await editor.overrides.setGlobal({ environment, flagKey, value: true });
    for (const version of [1, 2, 3, 99]) {
      expect(await detailsFrom(revert(environment, version))).toEqual([
        `version: no user override of "checkout" was changed by version ${version}`,
      ]);
    }
  });

  it.each([
    ['{"count": 5, "users": []}', 'version: its audit entry does not name all of its users'],
    ['{"surprise": true}', 'version: its audit entry can no longer be used'],
  ])('is refused with a message if its entry was changed to %s by hand', async (state, problem) => {
    const environment = await aFlag();
    const place = { environment, flagKey };
    const { version } = await editor.overrides.setUsers({ ...place, users: ['ann', 'ben'], overrideType: 'include' });
    await api.services.database.write(async (em) => {
      await em.execute('alter table audit_entries disable trigger all');
      await em.execute('update audit_entries set after = ?::jsonb where environment = ? and version = ?', [
        state,
        environment,
        version,
      ]);
      await em.execute('alter table audit_entries enable trigger all');
    });
    expect(await detailsFrom(revert(environment, version))).toEqual([problem]);
  });

  it('is refused if the values do not have the flag’s current type', async () => {
    const environment = await aFlag();
    const place = { environment, flagKey: 'label' };
    const variants = [{ key: 'a', value: 'a' }];
    const ofText = { type: 'string', variants, onVariant: 'a', offVariant: 'a' } as const;
    await editor.flags.create({ environment, key: 'label', ...ofText });
    const users = ['ann', 'ben'];
    const { version } = await editor.overrides.setUsers({ ...place, users, overrideType: 'include', value: 'x' });
    const { version: removed } = await editor.overrides.removeUsers({ ...place, users });
    await api.as('admin').flags.delete({ environment, key: 'label' });
    await editor.flags.create({ environment, key: 'label' });
    const again = editor.overrides.revertUsers({ ...place, version: removed ?? 0 });
    expect(await detailsFrom(again)).toEqual(["version: must have the flag's type, boolean, but is string"]);
    expect(version).not.toBe(removed);
  });
});
