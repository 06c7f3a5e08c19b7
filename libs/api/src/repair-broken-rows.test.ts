import type { EnvironmentKey } from '@burgee/contracts';
import { NOW } from '@burgee/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type Api, type TestApi } from './test-services.ts';

let api: TestApi;
let admin: Api;
beforeAll(async () => {
  api = await startTestApi();
  admin = api.as('admin');
  // Or changing another would leave no admin who can sign in.
  await join();
});
afterAll(() => api[Symbol.asyncDispose]());

const sql = (statement: string, ...values: readonly unknown[]) =>
  api.services.database.write((em) => em.execute(statement, [...values]));

const rules = [{ id: 'r', condition: { all: [] }, serve: { kind: 'variant' as const, variant: 'off' } }];

/** A flag that somebody has worked on. */
async function aStoredFlag(): Promise<EnvironmentKey> {
  const environment = await api.newEnvironment();
  await admin.flags.create({ environment, key: 'checkout', tags: ['web'], rules });
  await admin.flags.update({ environment, key: 'checkout', enabled: true });
  return environment;
}

describe('10.9 R16 a flag of which SQL broke', () => {
  const columns = [
    ...(['tags', 'variants', 'split', 'rollout', 'rules', 'prerequisites'] as const).map(
      (column) => [column, '{"a":7}'] as const,
    ),
    ...(['on_variant', 'off_variant'] as const).map((column) => [column, ' '] as const),
    ['revision', '-1'] as const,
  ];

  it.each(columns)('%s is put back as its history has it', async (column, value) => {
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

  it.each(columns)('%s is repaired by an update with what is shown', async (column, value) => {
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

it('10.9 R16 a flag with a key that no one could create says so, and can be deleted', async () => {
  const environment = await aStoredFlag();
  await sql(`update feature_flags set flag_key = 'a b' where environment = ?`, environment);
  const problem = { path: 'key', message: expect.stringContaining('use 1 to 100') };
  const { items } = await admin.flags.list({ environment });
  expect(items).toMatchObject([{ key: 'a b', broken: [problem] }]);
  expect((await admin.flags.table({ environment })).items).toMatchObject([{ key: 'a b', broken: [problem] }]);
  await admin.flags.delete({ environment, key: 'a b' });
  expect((await admin.flags.list({ environment })).items).toEqual([]);
});

describe('10.9 R16 a segment of which SQL broke', () => {
  const columns = [['condition', '{"any":7}'] as const, ['name', ''] as const, ['revision', '0'] as const];
  const condition = { attribute: 'plan', operator: 'in' as const, values: ['pro'] };

  it.each(columns)('%s is repaired by an update, and put back as it was', async (column, value) => {
    const environment = await api.newEnvironment();
    const whole = await admin.segments.create({ environment, key: 'pro', name: 'Pro', condition });
    const breakIt = () => sql(`update segments set ${column} = ? where environment = ?`, value, environment);
    await breakIt();
    const { broken, name, revision } = await admin.segments.get({ environment, key: 'pro' });
    expect(broken).toMatchObject([{ path: expect.stringMatching(new RegExp(`^${column}`)) as string }]);
    const repaired = await admin.segments.update({ environment, key: 'pro', name, condition, revision });
    expect(repaired.broken).toBeUndefined();
    await breakIt();
    const shown = await admin.segments.get({ environment, key: 'pro' });
    const { items } = await admin.audit.list({ environment, type: 'segment' });
    const first = items.at(-1)?.number ?? 0;
    const place = { environment, key: 'pro', number: first, revision: shown.revision };
    const revision2 = shown.revision + 1;
    const after = await admin.segments.revert(place);
    expect(after).toEqual({ ...whole, revision: revision2, updatedAt: after?.updatedAt });
  });

  it('key says so, and can be deleted', async () => {
    const environment = await api.newEnvironment();
    await admin.segments.create({ environment, key: 'pro', condition });
    await sql(`update segments set key = 'a b' where environment = ?`, environment);
    const problem = { path: 'key', message: expect.stringContaining('use 1 to 100') };
    const { items } = await admin.segments.list({ environment });
    expect(items).toMatchObject([{ key: 'a b', broken: [problem] }]);
    await admin.segments.delete({ environment, key: 'a b' });
  });
});

it('10.9 R16 an environment whose name SQL emptied gets a new one by an update', async () => {
  const key = await api.newEnvironment();
  await sql(`update environments set name = '' where key = ?`, key);
  expect(await admin.environments.get({ key })).toMatchObject({ name: key, broken: [{ path: 'name' }] });
  const repaired = await admin.environments.update({ key, name: 'Europe' });
  expect(repaired.name).toBe('Europe');
  expect(repaired.broken).toBeUndefined();
});

describe('10.9 R16 an API key of which SQL broke', () => {
  it('the name or the origins is repaired by an update', async () => {
    const environment = await api.newEnvironment();
    const { key } = await admin.keys.create({ environment, kind: 'web', name: 'shop' });
    await sql(`update api_keys set name = '', origins = '7' where id = ?`, key.id);
    const { items } = await admin.keys.list({ environment });
    expect(items).toMatchObject([{ name: '?', broken: [{ path: 'name' }, { path: 'origins' }] }]);
    const origins = ['https://shop.example'];
    expect(await admin.keys.update({ environment, id: key.id, name: 'shop', origins })).toEqual({ ...key, origins });
  });

  it('the reach is revoked', async () => {
    const expiresAt = new Date(NOW + 3_600_000).toISOString();
    const { key } = await admin.keys.create({ kind: 'admin', role: 'viewer', name: 'script', expiresAt });
    await sql(`update api_keys set reach = '[7]' where id = ?`, key.id);
    expect(await admin.keys.revoke({ id: key.id })).toMatchObject({
      broken: [{ path: 'reach.0' }],
      revokedAt: expect.any(String) as string,
    });
  });
});

describe.each(['null', '7', '"text"', '[]', '[null]', '{"production":"king"}'])(
  '10.9 R16 somebody whose roles SQL made %s',
  (roles) => {
    it('can be given others, be disabled, and costs nobody else', async () => {
      const [id, other] = [await join(), await join()];
      await sql('update auth_user set roles = ?::jsonb where id = ?', roles, id);
      await admin.people.change({ id: other, role: 'editor' });
      expect((await admin.people.disable({ id })).broken).not.toBeUndefined();
      await admin.people.enable({ id });
      const changed = await admin.people.change({ id, role: 'viewer', roles: {} });
      expect(changed).toMatchObject({ role: 'viewer', roles: {} });
      expect(changed.broken).toBeUndefined();
    });

    it('as an invitation can be revoked', async () => {
      const { invitation } = await admin.people.invite({ email: 'eve@example.org', role: 'viewer' });
      await sql('update invitations set roles = ?::jsonb where id = ?', roles, invitation.id);
      const { items } = await admin.people.invitations();
      expect(items.find(({ id }) => id === invitation.id)?.broken).not.toBeUndefined();
      await admin.people.revokeInvitation({ id: invitation.id });
    });
  },
);

let people = 0;

/** @returns the id of another admin. */
async function join(): Promise<string> {
  const { token } = await admin.people.invite({ email: `ada-${++people}@example.org`, role: 'admin' });
  const { id } = await api.anonymous.session.join({ token, name: 'Ada', password: 'a long password' });
  return id;
}

describe('10.9 R16 an override whose value SQL broke', () => {
  const expiresAt = new Date(NOW + 3_600_000).toISOString();
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

  it.each(Object.entries(kinds))('is set again or removed: %s', async (type, { set, remove }) => {
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
