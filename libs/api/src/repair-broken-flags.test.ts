import { type EnvironmentKey, HOUR_MS } from '@burgee/contracts';
import { NOW } from '@burgee/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, startTestApi, type TestApi } from './test-services.ts';

let api: TestApi;
let admin: Api;
beforeAll(async () => {
  api = await startTestApi();
  admin = api.as('admin');
});
afterAll(() => api[Symbol.asyncDispose]());

const sql = (statement: string, ...values: readonly unknown[]) =>
  api.services.database.write((em) => em.execute(statement, [...values]));

const rules = [{ id: 'r', condition: { all: [] }, serve: { kind: 'variant' as const, variant: 'off' } }];

/** Creates a flag with a history. */
async function aStoredFlag(): Promise<EnvironmentKey> {
  const environment = await api.newEnvironment();
  await admin.flags.create({ environment, key: 'checkout', tags: ['web'], rules });
  await admin.flags.update({ environment, key: 'checkout', enabled: true });
  return environment;
}

describe('10.9 R16 in a flag broken by SQL,', () => {
  const columns = [
    ...(['tags', 'variants', 'split', 'rollout', 'rules', 'prerequisites'] as const).map(
      (column) => [column, '{"a":7}'] as const,
    ),
    ...(['on_variant', 'off_variant'] as const).map((column) => [column, ' '] as const),
    ['revision', '-1'] as const,
  ];

  it.each(columns)('%s is restored from its history', async (column, value) => {
    const environment = await aStoredFlag();
    const whole = await admin.flags.get({ environment, key: 'checkout' });
    await sql(`update feature_flags set ${column} = ? where environment = ?`, value, environment);
    const { broken, revision } = await admin.flags.get({ environment, key: 'checkout' });
    expect(broken).not.toEqual([]);
    const newest = await admin.audit.list({ environment, flagKey: 'checkout', type: 'flag', limit: 1 });
    const { number } = newest.items[0] ?? { number: 0 };
    const repaired = await admin.flags.revert({ environment, key: 'checkout', number, revision });
    expect(repaired).toEqual({ ...whole, revision: revision + 1, updatedAt: repaired?.updatedAt });
  });

  it.each(columns)('%s is repaired by an update with the shown value', async (column, value) => {
    const environment = await aStoredFlag();
    await sql(`update feature_flags set ${column} = ? where environment = ?`, value, environment);
    const { broken, revision, tags, variants, split, rollout, ...shown } = await admin.flags.get({
      environment,
      key: 'checkout',
    });
    expect(broken).not.toEqual([]);
    const { onVariant, offVariant, prerequisites } = shown;
    const fields = { tags, variants, split, rollout, onVariant, offVariant, prerequisites, rules: shown.rules };
    const repaired = await admin.flags.update({ environment, key: 'checkout', revision, ...fields });
    expect(repaired).toMatchObject({ ...fields, broken: [], revision: revision + 1 });
  });
});

it('10.9 R16 a flag with an impossible key reports it, and can be deleted', async () => {
  const environment = await aStoredFlag();
  await sql(`update feature_flags set flag_key = 'a b' where environment = ?`, environment);
  const problem = { path: 'key', message: expect.stringContaining('use 1 to 100') };
  const { items } = await admin.flags.list({ environment });
  expect(items).toMatchObject([{ key: 'a b', broken: [problem] }]);
  expect((await admin.flags.table({ environment })).items).toMatchObject([{ key: 'a b', broken: [problem] }]);
  await admin.flags.delete({ environment, key: 'a b' });
  expect((await admin.flags.list({ environment })).items).toEqual([]);
});

describe('10.9 R16 an override whose value was broken by SQL', () => {
  const expiresAt = new Date(NOW + HOUR_MS).toISOString();
  const place = (environment: EnvironmentKey) => ({ environment, flagKey: 'checkout' });
  const kinds = {
    emergency: {
      set: (environment: EnvironmentKey) =>
        admin.overrides.setEmergency({ ...place(environment), value: true, reason: 'why' }),
      remove: (environment: EnvironmentKey) => admin.overrides.removeEmergency(place(environment)),
    },
    global: {
      set: (environment: EnvironmentKey) => admin.overrides.setGlobal({ ...place(environment), value: true }),
      remove: (environment: EnvironmentKey) => admin.overrides.removeGlobal(place(environment)),
    },
    testing: {
      set: (environment: EnvironmentKey) =>
        admin.overrides.setTesting({ ...place(environment), testRunId: 't', value: true, expiresAt }),
      remove: (environment: EnvironmentKey) => admin.overrides.removeTesting({ ...place(environment), testRunId: 't' }),
    },
    user: {
      set: (environment: EnvironmentKey) =>
        admin.overrides.setUser({ ...place(environment), userId: 'u', overrideType: 'include', value: true }),
      remove: (environment: EnvironmentKey) => admin.overrides.removeUser({ ...place(environment), userId: 'u' }),
    },
  };

  it.each(Object.entries(kinds))('can be set again or removed: %s', async (type, { set, remove }) => {
    const environment = await aStoredFlag();
    const table = type === 'user' ? 'feature_flag_user_overrides' : 'feature_flag_overrides';
    const { id } = await set(environment);
    const breakIt = () => sql(`update ${table} set value = '1e400' where id = ?`, id);
    await breakIt();
    const listed = async () => (await admin.overrides.list({ environment })).items;
    expect(await listed()).toMatchObject([{ id, value: null, broken: [{ path: 'value' }] }]);
    await set(environment);
    expect(await listed()).toMatchObject([{ id, value: true }]);
    expect((await listed())[0]?.broken).toBeUndefined();
    await breakIt();
    await remove(environment);
    expect(await listed()).toEqual([]);
  });
});
