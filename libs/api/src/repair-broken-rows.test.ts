import { HOUR_MS } from '@burgee/contracts';
import { NOW } from '@burgee/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, startTestApi, type TestApi } from './test-services.ts';

let api: TestApi;
let admin: Api;
beforeAll(async () => {
  api = await startTestApi();
  admin = api.as('admin');
  // Otherwise, changing another person would leave no admin who can sign in.
  await join();
});
afterAll(() => api[Symbol.asyncDispose]());

const sql = (statement: string, ...values: readonly unknown[]) =>
  api.services.database.write((em) => em.execute(statement, [...values]));

describe('10.9 R16 in a segment broken by SQL,', () => {
  const columns = [['condition', '{"any":7}'] as const, ['name', ''] as const, ['revision', '0'] as const];
  const condition = { attribute: 'plan', operator: 'in' as const, values: ['pro'] };

  it.each(columns)('%s is repaired by an update, and restored by a revert', async (column, value) => {
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

  it('the key is reported, and the segment can be deleted', async () => {
    const environment = await api.newEnvironment();
    await admin.segments.create({ environment, key: 'pro', condition });
    await sql(`update segments set key = 'a b' where environment = ?`, environment);
    const problem = { path: 'key', message: expect.stringContaining('use 1 to 100') };
    const { items } = await admin.segments.list({ environment });
    expect(items).toMatchObject([{ key: 'a b', broken: [problem] }]);
    await admin.segments.delete({ environment, key: 'a b' });
  });
});

it('10.9 R16 an environment whose name was emptied by SQL gets a new one by an update', async () => {
  const key = await api.newEnvironment();
  await sql(`update environments set name = '' where key = ?`, key);
  expect(await admin.environments.get({ key })).toMatchObject({ name: key, broken: [{ path: 'name' }] });
  const repaired = await admin.environments.update({ key, name: 'Europe' });
  expect(repaired.name).toBe('Europe');
  expect(repaired.broken).toBeUndefined();
});

describe('10.9 R16 in an API key broken by SQL,', () => {
  it('the name and origins are repaired by an update', async () => {
    const environment = await api.newEnvironment();
    const { key } = await admin.keys.create({ environment, kind: 'web', name: 'shop' });
    await sql(`update api_keys set name = '', origins = '7' where id = ?`, key.id);
    const { items } = await admin.keys.list({ environment });
    expect(items).toMatchObject([{ name: '?', broken: [{ path: 'name' }, { path: 'origins' }] }]);
    const origins = ['https://shop.example'];
    expect(await admin.keys.update({ environment, id: key.id, name: 'shop', origins })).toEqual({ ...key, origins });
  });

  it('14.4 broken scopes grant no access, and are repaired by an update', async () => {
    const expiresAt = new Date(NOW + HOUR_MS).toISOString();
    const { key, secret } = await admin.keys.create({ kind: 'admin', role: 'viewer', name: 'agent', expiresAt });
    await sql(`update api_keys set scopes = '["everything"]' where id = ?`, key.id);
    // Any change of a key makes the server read all of them again.
    const { broken } = await admin.keys.update({ id: key.id, name: 'renamed' });
    expect(broken).toMatchObject([{ path: 'scopes.0' }]);
    expect(api.services.keys.callerOf(secret)).toEqual({ problem: 'invalid' });
    const repaired = await admin.keys.update({ id: key.id, scopes: ['agent'] });
    expect(repaired).toMatchObject({ scopes: ['agent'] });
    expect(api.services.keys.callerOf(secret)).toMatchObject({ scopes: ['agent'] });
  });

  it('a broken reach leaves the key revocable', async () => {
    const expiresAt = new Date(NOW + HOUR_MS).toISOString();
    const { key } = await admin.keys.create({ kind: 'admin', role: 'viewer', name: 'script', expiresAt });
    await sql(`update api_keys set reach = '[7]' where id = ?`, key.id);
    expect(await admin.keys.revoke({ id: key.id })).toMatchObject({
      broken: [{ path: 'reach.0' }],
      revokedAt: expect.any(String) as string,
    });
  });
});

describe.each(['null', '7', '"text"', '[]', '[null]', '{"production":"king"}'])(
  '10.9 R16 a person whose roles were set to %s by SQL',
  (roles) => {
    it('can get new roles, be disabled, and affects nobody else', async () => {
      const [id, other] = [await join(), await join()];
      await sql('update auth_user set roles = ?::jsonb where id = ?', roles, id);
      await admin.people.change({ id: other, role: 'editor' });
      expect((await admin.people.disable({ id })).broken).not.toBeUndefined();
      await admin.people.enable({ id });
      const changed = await admin.people.change({ id, role: 'viewer', roles: {} });
      expect(changed).toMatchObject({ role: 'viewer', roles: {} });
      expect(changed.broken).toBeUndefined();
    });

    it('can be revoked as an invitation', async () => {
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
