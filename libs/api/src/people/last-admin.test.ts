import { EnvironmentKey, type Person, type Role, roleIn } from '@burgee/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Api, failureFrom, startTestApi, type TestApi } from '../test-services.ts';
import { createSetupLink } from './invitations.ts';
import { admit } from './join.ts';

const PASSWORD = 'correct horse battery';
const production = EnvironmentKey.parse('production');
const development = EnvironmentKey.parse('development');

let api: TestApi;
let admin: Api;
beforeAll(async () => {
  api = await startTestApi();
  admin = api.as('admin');
});
afterAll(() => api[Symbol.asyncDispose]());
beforeEach(() => api.services.database.write((em) => em.execute('truncate auth_user, invitations cascade')));

let people = 0;
async function invited(role: Role, roles: Person['roles'] = {}): Promise<Person> {
  const { token } = await admin.people.invite({ email: `person-${++people}@example.org`, role, roles });
  return api.anonymous.session.join({ token, name: 'Ada', password: PASSWORD });
}

function setupLink() {
  const ctx = { ...api.services, actor: 'system', committed: async () => {} };
  return createSetupLink(ctx, api.services);
}

/** Sets roles directly, as was possible before each environment was checked. */
function forceRoles(id: string, role: Role, roles: Person['roles']) {
  const sql = 'update auth_user set role = ?, roles = ?::jsonb where id = ?';
  return api.services.database.write((em) => em.execute(sql, [role, JSON.stringify(roles), id]));
}

describe('10.8 the last admin of an environment', () => {
  it('cannot be demoted by an admin who is a viewer there', async () => {
    await invited('admin', { [production]: 'viewer' });
    const { id, email } = await invited('admin');
    const refused = { code: 'LAST_ADMIN', email, everywhere: false, environments: [production] };
    const { change, disable } = api.withRole('admin', { roles: { [production]: 'viewer' } }).people;
    expect(await failureFrom(change({ id, role: 'viewer' }))).toEqual(refused);
    expect(await failureFrom(change({ id, roles: { [production]: 'editor' } }))).toEqual(refused);
    expect(await failureFrom(disable({ id }))).toEqual(refused);
    expect(await change({ id, role: 'viewer', roles: { [production]: 'admin' } })).toMatchObject({ role: 'viewer' });
  });

  it('remains if two admins demote each other there at the same time', async () => {
    const [one, two] = [await invited('admin'), await invited('admin')];
    await invited('admin', { [production]: 'viewer' });
    const calls = [one, two].map(({ id }) => admin.people.change({ id, roles: { [production]: 'viewer' } }));
    const results = await Promise.allSettled(calls);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('must be able to sign in: a provider-only admin does not count without the provider', async () => {
    await admit(api.services, { subject: 'sub-1', email: 'grace@example.org', name: 'Grace' }, 'admin');
    const { id } = await invited('admin');
    expect(await failureFrom(admin.people.disable({ id }))).toMatchObject({ code: 'LAST_ADMIN', everywhere: true });
    const services = { ...api.services, signIn: { ...api.services.signIn, oidc: { name: 'Example' } } };
    const withProvider = api.as('admin', { services });
    expect(await withProvider.people.disable({ id })).toMatchObject({ id });
  });

  it('does not block changes if an environment had no admin before', async () => {
    const { id } = await invited('admin');
    await forceRoles(id, 'admin', { [production]: 'viewer' });
    expect(await admin.people.change({ id, name: 'Ada L.' })).toMatchObject({ name: 'Ada L.' });
    expect(await admin.people.change({ id, roles: {} })).toMatchObject({ roles: {} });
  });

  it('can join by the setup link if an environment has none', async () => {
    const { id } = await invited('admin');
    expect(await setupLink()).toBeUndefined();
    await forceRoles(id, 'admin', { [production]: 'viewer' });
    const token = (await setupLink())?.token ?? '';
    expect(await api.anonymous.session.signInOptions()).toMatchObject({ needsSetup: false });
    const join = { token, email: 'grace@example.org', name: 'Grace', password: PASSWORD };
    expect(await api.anonymous.session.join(join)).toMatchObject({ role: 'admin', roles: {} });
    expect(await setupLink()).toBeUndefined();
  });
});

const role = fc.constantFrom<Role>('viewer', 'editor', 'admin');
const who = fc.nat({ max: 3 });
const operation = fc.oneof(
  fc.record({ kind: fc.constant('role' as const), who, role }),
  fc.record({
    kind: fc.constant('roles' as const),
    who,
    roles: fc.dictionary(fc.constantFrom<string>(production, development), role),
  }),
  fc.record({ kind: fc.constantFrom('disable' as const, 'enable' as const), who }),
  fc.record({ kind: fc.constant('environment' as const) }),
);
type Operation = typeof operation extends fc.Arbitrary<infer O> ? O : never;

function run(operation: Operation, ids: readonly string[]): Promise<unknown> {
  if (operation.kind === 'environment') return api.newEnvironment();
  const id = ids[operation.who] ?? '';
  if (operation.kind === 'role') return admin.people.change({ id, role: operation.role });
  if (operation.kind === 'roles') return admin.people.change({ id, roles: operation.roles });
  return admin.people[operation.kind]({ id });
}

it('10.8 no sequence of operations, three at a time, leaves a place without an admin', async () => {
  const batches = fc.array(fc.array(operation, { minLength: 1, maxLength: 3 }), { minLength: 4, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(batches, async (steps) => {
      await api.services.database.write((em) => em.execute('truncate auth_user, invitations cascade'));
      const ids = [await invited('admin'), await invited('admin'), await invited('viewer'), await invited('editor')];
      for (const step of steps) {
        await Promise.allSettled(
          step.map((operation) =>
            run(
              operation,
              ids.map(({ id }) => id),
            ),
          ),
        );
        const able = (await admin.people.list()).items.filter(({ disabledAt }) => disabledAt === null);
        const environments = await admin.environments.list();
        for (const place of [undefined, ...environments.map(({ key }) => key)]) {
          expect(
            able.filter((person) => roleIn(person, place) === 'admin'),
            `admins of ${place}`,
          ).not.toEqual([]);
        }
      }
    }),
    { numRuns: 12, seed: 20_261_129 },
  );
});
