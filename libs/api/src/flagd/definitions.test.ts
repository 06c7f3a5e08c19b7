import type { EnvironmentKey } from '@burgee/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Api, failureFrom, startTestApi, type TestApi } from '../test-services.ts';

let api: TestApi;
let admin: Api;
let environment: EnvironmentKey;
/** Whether loading from the database fails. */
let isAway = false;
let loads = 0;
beforeAll(async () => {
  api = await startTestApi({
    through: (database) => ({
      ...database,
      load: (work) => {
        loads++;
        return isAway ? Promise.reject(new Error('away')) : database.load(work);
      },
    }),
  });
  admin = api.as('admin');
});
afterAll(() => api[Symbol.asyncDispose]());
beforeEach(async () => {
  environment = await api.newEnvironment();
  await admin.flags.create({ environment, key: 'a', enabled: true });
});

const current = () => api.services.flagd.current(environment);
const flagsOf = ({ json }: { readonly json: string }) =>
  (JSON.parse(json) as { flags: Record<string, { targeting?: unknown }> }).flags;
const include = (userId: string, flagKey = 'a') =>
  admin.overrides.setUser({ environment, flagKey, userId, overrideType: 'include' });

describe('15.4 the flags of an environment for flagd', () => {
  it('are written once per version, with the reasons why some are left out', async () => {
    const rollout = { schedule: { kind: 'fixed' as const, percentage: 50 }, algorithm: 'sha256' as const };
    await admin.flags.create({ environment, key: 'b', enabled: true, rollout });
    const [one, other] = await Promise.all([current(), current()]);
    expect(one).toBe(other);
    expect(await current()).toBe(one);
    expect(Object.keys(flagsOf(one))).toEqual(['a']);
    expect(one.unmapped).toEqual([{ flagKey: 'b', why: 'The flag uses the hash sha256, which flagd does not have.' }]);
    await admin.flags.setEnabled({ environment, key: 'a', enabled: true, rolloutPercentage: 100 });
    expect((await current()).digest).not.toBe(one.digest);
  });

  it('have the user overrides, of which only those that changed are loaded again', async () => {
    await admin.flags.create({ environment, key: 'b', enabled: true });
    await include('ann');
    await include('eve', 'b');
    expect(JSON.stringify(flagsOf(await current()))).toContain('["ann"]');
    await include('bob');
    const before = loads;
    expect(JSON.stringify(flagsOf(await current())['a'])).toContain('["ann","bob"]');
    expect(JSON.stringify(flagsOf(await current())['b'])).toContain('["eve"]');
    expect(loads).toBe(before + 1);
    await admin.overrides.removeUser({ environment, flagKey: 'a', userId: 'ann' });
    expect(JSON.stringify(flagsOf(await current())['a'])).toContain('["bob"]');
    await admin.flags.delete({ environment, key: 'a' });
    await admin.flags.create({ environment, key: 'a', enabled: true });
    expect(JSON.stringify(flagsOf(await current())['a'])).not.toContain('bob');
  });

  it('are all loaded again when it is not known what changed', async () => {
    await include('ann');
    await current();
    await admin.environments.update({ key: environment, name: 'Another name' });
    expect(api.services.flagd.isCurrent(environment)).toBe(false);
    expect(JSON.stringify(flagsOf(await current()))).toContain('["ann"]');
    expect(api.services.flagd.isCurrent(environment)).toBe(true);
  });

  it('stay the same when a version changes nothing that flagd knows', async () => {
    const before = await current();
    const testing = { environment, flagKey: 'a', testRunId: 'run', value: true };
    await admin.overrides.setTesting({ ...testing, expiresAt: new Date(api.time.now + 60_000).toISOString() });
    const after = await current();
    expect(after).toEqual(before);
    expect(api.services.flagd.isCurrent(environment)).toBe(true);
  });

  it('leave out a flag with too many user overrides', async () => {
    const users = Array.from({ length: 5_001 }, (_, number) => `user-${number}`);
    await admin.overrides.setUsers({ environment, flagKey: 'a', overrideType: 'include', users });
    expect((await current()).unmapped).toEqual([{ flagKey: 'a', why: 'The flag has more than 5000 user overrides.' }]);
  });

  it('are the last known ones while the database is away, and never without the overrides', async () => {
    await include('ann');
    isAway = true;
    await expect(current()).rejects.toThrow('away');
    isAway = false;
    const before = await current();
    await include('bob');
    isAway = true;
    const failures = api.failures.length;
    expect(await current()).toBe(before);
    expect(api.failures.slice(failures)).toMatchObject([{ message: 'away' }]);
    expect(api.services.flagd.isCurrent(environment)).toBe(false);
    isAway = false;
    expect(JSON.stringify(flagsOf(await current()))).toContain('["ann","bob"]');
  });

  it('miss no change during a load that fails', async () => {
    await include('ann');
    await current();
    await include('bob');
    isAway = true;
    const loading = current();
    api.services.flagd.hear(environment, { overrides: undefined });
    await loading;
    isAway = false;
    expect(JSON.stringify(flagsOf(await current()))).toContain('["ann","bob"]');
  });

  it('exist only of environments that do', async () => {
    expect(await failureFrom(api.services.flagd.current('nowhere' as EnvironmentKey))).toMatchObject({
      code: 'ENVIRONMENT_NOT_FOUND',
    });
  });
});
