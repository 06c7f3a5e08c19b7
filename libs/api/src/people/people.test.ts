import { DAY_MS, EnvironmentKey, HOUR_MS, type Person } from '@burgee/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCaller } from '../router.ts';
import { type Api, detailsFrom, failureFrom, startTestApi, type TestApi } from '../test-services.ts';
import { createSetupLink } from './invitations.ts';
import { admit } from './join.ts';
import { changeOwnPassword } from './passwords.ts';
import { sweepSignIns } from './sessions.ts';

const PASSWORD = 'correct horse battery';
const staging = EnvironmentKey.parse('development');

let api: TestApi;
let admin: Api;
beforeAll(async () => {
  api = await startTestApi();
  admin = api.as('admin');
});
afterAll(() => api[Symbol.asyncDispose]());
beforeEach(() => api.services.database.write((em) => em.execute('truncate auth_user, invitations cascade')));

function setupLink() {
  const { database, now, newId, newSecret, auditKey, signIn } = api.services;
  return createSetupLink(
    { database, now, newId, auditKey, actor: 'system', committed: async () => {} },
    { newSecret, signIn },
  );
}

let people = 0;
async function invited(fields: Partial<Parameters<Api['people']['invite']>[0]> = {}): Promise<Person> {
  const email = `person-${++people}@example.org`;
  const { token } = await admin.people.invite({ email, role: 'viewer', ...fields });
  return api.anonymous.session.join({ token, name: 'Ada', password: PASSWORD });
}

async function sessionsOf(id: string): Promise<number> {
  const [row]: { count: string }[] = await api.services.database.read((em) =>
    em.execute('select count(*) from auth_session where user_id = ?', [id]),
  );
  return Number(row?.count);
}

/** Opens a session that expires this long after the tests' clock. */
function openSession(id: string, lifeMs = HOUR_MS) {
  const sql = `insert into auth_session (id, token, user_id, expires_at, updated_at) values (?, ?, ?, ?, now())`;
  const { newId, newSecret, database } = api.services;
  const values = [newId(), newSecret(), id, new Date(api.time.now + lifeMs)];
  return database.write((em) => em.execute(sql, values));
}

async function entries(subject: 'person' | 'invitation') {
  return (await admin.audit.list({ type: subject })).items;
}

describe('A4 the setup link', () => {
  it('exists while nobody can sign in, and makes its user an admin', async () => {
    expect(await api.anonymous.session.signInOptions()).toEqual({ needsSetup: true, oidc: null });
    const token = (await setupLink())?.token ?? '';
    expect(await api.anonymous.session.invitation({ token })).toMatchObject({ email: null, role: 'admin' });
    const person = await api.anonymous.session.join({
      token,
      email: ' Ada@Example.org ',
      name: 'Ada',
      password: PASSWORD,
    });
    expect(person).toMatchObject({ email: 'ada@example.org', name: 'Ada', role: 'admin', disabledAt: null });
    expect(await api.anonymous.session.signInOptions()).toMatchObject({ needsSetup: false });
    expect(await setupLink()).toBeUndefined();
  });

  it('requires an address, since it is not for a specific person', async () => {
    const token = (await setupLink())?.token ?? '';
    const call = api.anonymous.session.join({ token, name: 'Ada', password: PASSWORD });
    expect(await detailsFrom(call)).toEqual(['email: is required with this link']);
  });

  it('lasts an hour', async () => {
    const link = await setupLink();
    expect(link?.expiresAt.getTime()).toBe(api.time.now + HOUR_MS);
    api.time.now += HOUR_MS;
    const call = api.anonymous.session.invitation({ token: link?.token ?? '' });
    expect(await failureFrom(call)).toEqual({ code: 'LINK_NOT_VALID', problem: 'expired' });
  });

  it('revokes the previous one', async () => {
    const first = await setupLink();
    await setupLink();
    const call = api.anonymous.session.invitation({ token: first?.token ?? '' });
    expect(await failureFrom(call)).toEqual({ code: 'LINK_NOT_VALID', problem: 'unknown' });
  });

  it('is invalid once there is an admin, no matter how they joined', async () => {
    const token = (await setupLink())?.token ?? '';
    await invited({ role: 'admin' });
    const call = api.anonymous.session.join({ token, email: 'eve@example.org', name: 'Eve', password: PASSWORD });
    expect(await failureFrom(call)).toEqual({ code: 'LINK_NOT_VALID', problem: 'used' });
  });

  it('is not an invitation: it is neither listed nor revocable', async () => {
    await setupLink();
    expect(await admin.people.invitations()).toEqual({ items: [] });
    const [row]: { id: string }[] = await api.services.database.read((em) => em.execute('select id from invitations'));
    const call = admin.people.revokeInvitation({ id: row?.id ?? '' });
    expect(await failureFrom(call)).toEqual({ code: 'LINK_NOT_VALID', problem: 'unknown' });
  });
});

describe('an invitation', () => {
  it('creates a person with the chosen roles, and is used up', async () => {
    const roles = { [staging]: 'admin' as const };
    const { invitation, token } = await admin.people.invite({ email: 'Grace@example.org', role: 'viewer', roles });
    expect(invitation).toMatchObject({ email: 'grace@example.org', role: 'viewer', roles });
    expect(await admin.people.invitations()).toEqual({ items: [invitation] });
    await api.anonymous.session.join({ token, email: 'grace@example.org', name: 'Grace', password: PASSWORD });
    expect((await admin.people.list()).items).toMatchObject([{ email: 'grace@example.org', role: 'viewer', roles }]);
    expect(await admin.people.invitations()).toEqual({ items: [] });
    const again = api.anonymous.session.join({ token, name: 'Eve', password: PASSWORD });
    expect(await failureFrom(again)).toEqual({ code: 'LINK_NOT_VALID', problem: 'used' });
    const revoked = admin.people.revokeInvitation({ id: invitation.id });
    expect(await failureFrom(revoked)).toEqual({ code: 'LINK_NOT_VALID', problem: 'used' });
  });

  it('works only for the invited address', async () => {
    const { token } = await admin.people.invite({ email: 'grace@example.org', role: 'viewer' });
    const call = api.anonymous.session.join({ token, email: 'eve@example.org', name: 'Eve', password: PASSWORD });
    expect(await detailsFrom(call)).toEqual(['email: the link is for another address']);
  });

  it('lasts 7 days', async () => {
    const { token } = await admin.people.invite({ email: 'grace@example.org', role: 'viewer' });
    api.time.now += 7 * DAY_MS - 1;
    expect(await api.anonymous.session.invitation({ token })).toMatchObject({ email: 'grace@example.org' });
    api.time.now += 1;
    const call = api.anonymous.session.join({ token, name: 'Grace', password: PASSWORD });
    expect(await failureFrom(call)).toEqual({ code: 'LINK_NOT_VALID', problem: 'expired' });
  });

  it('replaces an open one for the same address', async () => {
    const first = await admin.people.invite({ email: 'grace@example.org', role: 'viewer' });
    const second = await admin.people.invite({ email: 'grace@example.org', role: 'editor' });
    expect(await admin.people.invitations()).toEqual({ items: [second.invitation] });
    const call = api.anonymous.session.invitation({ token: first.token });
    expect(await failureFrom(call)).toEqual({ code: 'LINK_NOT_VALID', problem: 'unknown' });
    expect(await api.anonymous.session.invitation({ token: second.token })).toMatchObject({ role: 'editor' });
  });

  it('can be revoked', async () => {
    const { invitation, token } = await admin.people.invite({ email: 'grace@example.org', role: 'viewer' });
    await admin.people.revokeInvitation({ id: invitation.id, reason: 'a mistake' });
    const call = api.anonymous.session.invitation({ token });
    expect(await failureFrom(call)).toEqual({ code: 'LINK_NOT_VALID', problem: 'unknown' });
  });

  it('is refused for an existing person, and for a role in an unknown environment', async () => {
    const { email } = await invited();
    expect(await failureFrom(admin.people.invite({ email, role: 'viewer' }))).toMatchObject({
      code: 'KEY_TAKEN',
      subject: 'person',
      key: email,
    });
    const roles = { nowhere: 'editor' as const };
    const call = admin.people.invite({ email: 'grace@example.org', role: 'viewer', roles });
    expect(await failureFrom(call)).toMatchObject({ code: 'ENVIRONMENT_NOT_FOUND', environment: 'nowhere' });
  });

  it('is not used up by a failed attempt to join', async () => {
    const token = (await setupLink())?.token ?? '';
    const { email } = await invited();
    const call = api.anonymous.session.join({ token, email, name: 'Ada', password: PASSWORD });
    expect(await failureFrom(call)).toMatchObject({ code: 'KEY_TAKEN', key: email });
    expect(await api.anonymous.session.invitation({ token })).toMatchObject({ role: 'admin' });
  });

  it('A19 creates one person for 100 concurrent uses', async () => {
    const token = (await setupLink())?.token ?? '';
    const joins = Array.from({ length: 100 }, (_, index) =>
      api.anonymous.session.join({ token, email: `racer-${index}@example.org`, name: 'Racer', password: PASSWORD }),
    );
    const results = await Promise.allSettled(joins);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await admin.people.list()).items).toHaveLength(1);
  });

  it('A18 returns its token once: neither the tables nor the trail contain it or the password', async () => {
    const { token } = await admin.people.invite({ email: 'grace@example.org', role: 'viewer' });
    await api.anonymous.session.join({ token, name: 'Grace', password: PASSWORD });
    const stored = await api.services.database.read((em) => em.execute('select * from invitations'));
    const told = JSON.stringify([stored, await admin.audit.list({})]);
    expect(told).toContain('grace@example.org');
    for (const secret of [token, PASSWORD]) expect(told).not.toContain(secret);
  });

  it('A18 is not kept for a retry with the same key', async () => {
    const again = api.as('admin', { idempotencyKey: 'once' });
    const first = await again.people.invite({ email: 'grace@example.org', role: 'viewer' });
    const second = await again.people.invite({ email: 'grace@example.org', role: 'viewer' });
    expect(second.token).not.toBe(first.token);
  });
});

describe('a person', () => {
  it('can be changed in name and roles', async () => {
    const { id } = await invited();
    const changed = await admin.people.change({ id, name: 'Ada L.', role: 'editor', roles: { [staging]: 'viewer' } });
    expect(changed).toMatchObject({ id, name: 'Ada L.', role: 'editor', roles: { [staging]: 'viewer' } });
    expect((await admin.people.list()).items).toEqual([changed]);
  });

  it('keeps omitted fields, and is unchanged by an empty edit', async () => {
    const { id, ...person } = await invited({ role: 'editor' });
    const before = await entries('person');
    expect(await admin.people.change({ id })).toEqual({ id, ...person });
    expect(await entries('person')).toEqual(before);
  });

  it('has roles only in existing environments', async () => {
    const { id } = await invited();
    const call = admin.people.change({ id, roles: { nowhere: 'editor' } });
    expect(await failureFrom(call)).toMatchObject({ code: 'ENVIRONMENT_NOT_FOUND', environment: 'nowhere' });
  });

  it('that does not exist cannot be changed', async () => {
    for (const call of [admin.people.change, admin.people.disable, admin.people.enable]) {
      expect(await failureFrom(call({ id: 'nobody' }))).toEqual({ code: 'PERSON_NOT_FOUND', id: 'nobody' });
    }
  });

  it('loses all sessions when disabled, and has none when enabled again', async () => {
    const { id } = await invited();
    await openSession(id);
    const disabled = await admin.people.disable({ id, reason: 'left' });
    expect(disabled.disabledAt).toBe(new Date(api.time.now).toISOString());
    expect(await sessionsOf(id)).toBe(0);
    expect(await admin.people.disable({ id })).toEqual(disabled);
    await openSession(id);
    expect(await admin.people.enable({ id })).toMatchObject({ disabledAt: null });
    expect(await sessionsOf(id)).toBe(0);
  });
});

it('loses only expired sessions to the sweep', async () => {
  const { id } = await invited();
  await openSession(id, 0);
  await openSession(id, 1);
  await sweepSignIns(api.services);
  expect(await sessionsOf(id)).toBe(1);
});

describe('A1 an admin with a lower role in some environments', () => {
  const production = EnvironmentKey.parse('production');
  const forbidden = { code: 'FORBIDDEN', needs: 'admin', has: 'editor', environment: production };
  const almost = () => api.withRole('admin', { roles: { [production]: 'editor' } }).people;

  it('cannot invite anyone with a higher role there', async () => {
    const email = 'grace@example.org';
    expect(await failureFrom(almost().invite({ email, role: 'admin' }))).toEqual(forbidden);
    const roles = { [production]: 'admin' as const };
    expect(await failureFrom(almost().invite({ email, role: 'viewer', roles }))).toEqual(forbidden);
    expect(await admin.people.invitations()).toEqual({ items: [] });
    await almost().invite({ email, role: 'admin', roles: { [production]: 'editor' } });
  });

  it('cannot grant a higher role there, not even to themselves', async () => {
    const { id } = await invited({ role: 'admin', roles: { [production]: 'editor' } });
    await invited({ role: 'admin' });
    expect(await failureFrom(almost().change({ id, roles: {} }))).toEqual(forbidden);
    expect(await failureFrom(almost().change({ id, roles: { [production]: 'admin' } }))).toEqual(forbidden);
    await almost().change({ id, role: 'editor', roles: {} });
    expect(await failureFrom(almost().change({ id, role: 'admin' }))).toEqual(forbidden);
  });

  it('may keep or remove roles that others granted', async () => {
    const { id } = await invited({ role: 'admin' });
    await invited({ role: 'admin' });
    expect(await almost().change({ id, name: 'Ada L.' })).toMatchObject({ name: 'Ada L.', role: 'admin' });
    expect(await almost().change({ id, role: 'viewer' })).toMatchObject({ role: 'viewer' });
  });
});

describe('a link for a new password', () => {
  const NEW = 'another long one';
  const linkOf = (id: string) => admin.people.createPasswordLink({ id, reason: 'forgotten' });
  const set = (token: string) => api.anonymous.session.setPassword({ token, password: NEW });

  async function hashesOf(id: string): Promise<string[]> {
    const rows: { password: string }[] = await api.services.database.read((em) =>
      em.execute('select password from auth_account where user_id = ?', [id]),
    );
    return rows.map(({ password }) => password);
  }

  it('sets its person’s password, and ends all their sessions', async () => {
    const [{ id, email }, other] = [await invited(), await invited()];
    await openSession(id);
    await openSession(other.id);
    const { token, expiresAt } = await linkOf(id);
    expect(await api.anonymous.session.passwordLink({ token })).toEqual({ email, expiresAt });
    expect(await set(token)).toEqual({ email, expiresAt });
    expect(await hashesOf(id)).toEqual([`hash of ${NEW}`]);
    expect(await hashesOf(other.id)).toEqual([`hash of ${PASSWORD}`]);
    expect([await sessionsOf(id), await sessionsOf(other.id)]).toEqual([0, 1]);
  });

  it('A13 reports the proved address to the server, only on success', async () => {
    const proved: string[] = [];
    const { services } = api;
    const onLinkProved = (email: string) => void proved.push(email);
    const { session } = createCaller({ services, caller: { problem: 'missing' }, onLinkProved });
    const { token } = await admin.people.invite({ email: 'joan@example.org', role: 'viewer' });
    await expect(session.join({ token, name: 'Joan', password: 'joan@example.org' })).rejects.toThrow('easy to guess');
    const { id } = await session.join({ token, name: 'Joan', password: PASSWORD });
    await session.setPassword({ token: (await linkOf(id)).token, password: NEW });
    expect(proved).toEqual(['joan@example.org', 'joan@example.org']);
  });

  it('sets a first password for a person without one', async () => {
    await admit(api.services, { subject: 'sub-1', email: 'grace@example.org', name: 'Grace' }, 'viewer');
    const [{ id } = { id: '' }] = (await admin.people.list()).items;
    await set((await linkOf(id)).token);
    expect(await hashesOf(id)).toEqual([`hash of ${NEW}`]);
  });

  it('works once, even for 20 concurrent uses', async () => {
    const { token } = await linkOf((await invited()).id);
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => set(token)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await failureFrom(set(token))).toEqual({ code: 'LINK_NOT_VALID', problem: 'used' });
  });

  it('lasts a day', async () => {
    const { token } = await linkOf((await invited()).id);
    api.time.now += DAY_MS;
    const expired = { code: 'LINK_NOT_VALID', problem: 'expired' };
    const calls = [set(token), api.anonymous.session.passwordLink({ token })];
    expect(await Promise.all(calls.map(failureFrom))).toEqual([expired, expired]);
  });

  it('revokes the previous one, and is revoked when its person is disabled', async () => {
    const { id } = await invited();
    const [first, second] = [await linkOf(id), await linkOf(id)];
    expect(await failureFrom(set(first.token))).toEqual({ code: 'LINK_NOT_VALID', problem: 'unknown' });
    await admin.people.disable({ id });
    expect(await failureFrom(set(second.token))).toEqual({ code: 'LINK_NOT_VALID', problem: 'unknown' });
    expect(await detailsFrom(linkOf(id))).toEqual(['id: is disabled: enable the person first, then create the link']);
  });

  it('is not an invitation, and an invitation is not a password link', async () => {
    const { token } = await linkOf((await invited()).id);
    const asInvitation = api.anonymous.session.invitation({ token });
    expect(await failureFrom(asInvitation)).toEqual({ code: 'LINK_NOT_VALID', problem: 'unknown' });
    const invitation = await admin.people.invite({ email: 'grace@example.org', role: 'viewer' });
    expect(await failureFrom(set(invitation.token))).toEqual({ code: 'LINK_NOT_VALID', problem: 'unknown' });
  });

  it('A1 cannot be created for a person with a higher role', async () => {
    const { id } = await invited({ role: 'admin' });
    const { people } = api.withRole('admin', { roles: { [staging]: 'editor' } });
    expect(await failureFrom(people.createPasswordLink({ id }))).toMatchObject({ code: 'FORBIDDEN' });
    expect(await failureFrom(admin.people.createPasswordLink({ id: 'nobody' }))).toMatchObject({
      code: 'PERSON_NOT_FOUND',
    });
  });

  it('A18 is in the trail without the token or the password', async () => {
    const { id, email } = await invited();
    const { token, expiresAt } = await linkOf(id);
    await set(token);
    const told = await entries('person');
    const at = new Date(api.time.now).toISOString();
    expect(told.slice(0, 2)).toMatchObject([
      { actor: `person:${id}`, key: email, before: { passwordChangedAt: at }, after: { passwordChangedAt: at } },
      {
        actor: 'admin@example.org',
        key: email,
        reason: 'forgotten',
        before: { passwordLinkExpiresAt: null },
        after: { passwordLinkExpiresAt: expiresAt },
      },
    ]);
    const stored = await api.services.database.read((em) => em.execute('select * from password_links'));
    for (const secret of [token, NEW]) expect(JSON.stringify([told, stored])).not.toContain(secret);
  });
});

it('a password change by its owner is in the trail', async () => {
  const { id, email } = await invited();
  await changeOwnPassword(api.services, { id, email }, 'hash of another');
  expect((await entries('person'))[0]).toMatchObject({
    actor: `person:${id}`,
    action: 'updated',
    key: email,
    after: { passwordChangedAt: new Date(api.time.now).toISOString() },
  });
});

describe('the last admin', () => {
  it('can neither be disabled nor lose the role', async () => {
    const { id, email } = await invited({ role: 'admin' });
    await invited({ role: 'editor', roles: { [staging]: 'admin' } });
    const gone = await invited({ role: 'admin' });
    await admin.people.disable({ id: gone.id });
    const refused = { code: 'LAST_ADMIN', email, everywhere: true };
    expect(await failureFrom(admin.people.disable({ id }))).toEqual({
      ...refused,
      environments: ['production'],
    });
    expect(await failureFrom(admin.people.change({ id, role: 'editor' }))).toEqual({
      ...refused,
      environments: ['production'],
    });
    expect(await admin.people.change({ id, name: 'Ada L.' })).toMatchObject({ role: 'admin' });
  });

  it('remains if two admins demote each other at once', async () => {
    const [one, two] = [await invited({ role: 'admin' }), await invited({ role: 'admin' })];
    const calls = [one, two].map(({ id }) => admin.people.change({ id, role: 'viewer' }));
    const results = await Promise.allSettled(calls);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const left = (await admin.people.list()).items.filter(({ role }) => role === 'admin');
    expect(left).toHaveLength(1);
  });
});

describe('the trail', () => {
  it('records who was invited, joined, changed and disabled, by whom and why', async () => {
    const { invitation, token } = await admin.people.invite({
      email: 'grace@example.org',
      role: 'viewer',
      reason: 'new',
    });
    await admin.people.invite({ email: 'joan@example.org', role: 'viewer' });
    await admin.people.invite({ email: 'joan@example.org', role: 'editor' });
    const { id } = await api.anonymous.session.join({ token, name: 'Grace', password: PASSWORD });
    await admin.people.disable({ id, reason: 'left' });
    const told = { role: 'viewer', roles: {}, expiresAt: invitation.expiresAt };
    const common = { actor: 'admin@example.org', environment: null };
    expect((await entries('invitation')).slice(0, 3)).toMatchObject([
      { ...common, action: 'updated', key: 'joan@example.org', after: { role: 'editor' } },
      { ...common, action: 'created', key: 'joan@example.org', before: null },
      { ...common, action: 'created', key: 'grace@example.org', reason: 'new', before: null, after: told },
    ]);
    expect((await entries('person')).slice(0, 2)).toMatchObject([
      { ...common, action: 'updated', reason: 'left', before: { disabledAt: null } },
      { action: 'created', actor: `person:${id}`, key: 'grace@example.org', after: { role: 'viewer' } },
    ]);
  });
});

describe('a person signing in by a provider', () => {
  const known = { subject: 'sub-1', email: 'grace@example.org', name: 'Grace' };

  it('joins by an invitation, with its roles', async () => {
    const roles = { [staging]: 'admin' as const };
    await admin.people.invite({ email: known.email, role: 'editor', roles });
    await admit(api.services, known, 'viewer');
    expect((await admin.people.list()).items).toMatchObject([
      { email: known.email, name: 'Grace', role: 'editor', roles },
    ]);
    expect(await admin.people.invitations()).toEqual({ items: [] });
  });

  it('joins with the default role, if there is one', async () => {
    await admit(api.services, known, 'viewer');
    expect((await admin.people.list()).items).toMatchObject([{ email: known.email, role: 'viewer', roles: {} }]);
  });

  it('cannot join otherwise, even if an expired invitation exists', async () => {
    await admit(api.services, known, undefined);
    await admin.people.invite({ email: known.email, role: 'editor' });
    api.time.now += 7 * DAY_MS;
    await admit(api.services, known, undefined);
    expect(await admin.people.list()).toEqual({ items: [] });
  });

  it('joins once, even with concurrent sign-ins', async () => {
    await Promise.all([1, 2, 3].map(() => admit(api.services, known, 'viewer')));
    expect((await admin.people.list()).items).toHaveLength(1);
  });

  it('stays the same person if the provider reports another address', async () => {
    const { id } = await invited();
    await api.services.database.write((em) =>
      em.execute(
        `insert into auth_account (id, account_id, provider_id, user_id, updated_at) values (?, 'sub-1', 'oidc', ?, now())`,
        [api.services.newId(), id],
      ),
    );
    await admit(api.services, known, 'viewer');
    expect((await admin.people.list()).items).toHaveLength(1);
  });
});
