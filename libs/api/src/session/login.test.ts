import { actorOfKey, actorOfPerson, DAY_MS, type EnvironmentKey, MINUTE_MS, type Role } from '@burgee/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sweepSignIns } from '../people/sessions.ts';
import { createCaller } from '../router.ts';
import { type Api, failureFrom, startTestApi, type TestApi } from '../test-services.ts';
import { userCodeOf } from './start-login.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api[Symbol.asyncDispose]());

let people = 0;
/** A person who has joined, and is signed in. */
async function newPerson(
  role: Role,
  roles: Record<string, Role> = {},
): Promise<{ id: string; email: string; signedIn: Api }> {
  const email = `person-${++people}@example.org`;
  const { token } = await api.as('admin').people.invite({ email, role, roles });
  const { id } = await api.anonymous.session.join({ token, name: 'Ada', password: 'a walk along the river' });
  return { id, email, signedIn: api.withRole(role, { actor: actorOfPerson(id), roles }) };
}

const start = (fields: { role?: Role } = {}) => api.anonymous.session.startLogin({ host: 'laptop', ...fields });
const poll = (deviceCode: string) => api.anonymous.session.pollLogin({ deviceCode });
const notValid = (problem: string) => ({ code: 'LOGIN_NOT_VALID', problem });

/** A login that a new person has approved. */
async function approved(role: Role = 'editor') {
  const { deviceCode, userCode } = await start();
  const person = await newPerson(role);
  await person.signedIn.session.approveLogin({ userCode, role: 'editor' });
  return { deviceCode, userCode, ...person };
}

describe('14.3 a login on the command line', () => {
  it('waits, and then gets a key of the person who approved it, once', async () => {
    const address = '192.0.2.7';
    const program = createCaller({ services: api.services, caller: { problem: 'missing' }, address });
    const { deviceCode, userCode, expiresAt, intervalSec } = await program.session.startLogin({ host: 'laptop' });
    expect([Date.parse(expiresAt) - api.time.now, intervalSec]).toEqual([10 * MINUTE_MS, 5]);
    expect(deviceCode).toHaveLength(43);
    expect(await poll(deviceCode)).toEqual({ status: 'pending', intervalSec: 5 });

    const { id, email, signedIn } = await newPerson('admin');
    const waiting = await signedIn.session.waitingLogin({ userCode: userCode.toLowerCase().replace('-', '') });
    expect(waiting).toMatchObject({
      userCode,
      host: 'laptop',
      address,
      role: 'editor',
      highestRole: 'admin',
      expiresAt,
    });
    await signedIn.session.approveLogin({ userCode, role: 'viewer', days: 7 });

    const granted = await poll(deviceCode);
    if (granted.status !== 'granted') expect.fail(granted.status);
    const { session, secret, approvedBy } = granted;
    expect(approvedBy).toBe(email);
    expect(session).toMatchObject({ name: 'CLI on laptop', role: 'viewer', reach: null });
    expect(Date.parse(granted.expiresAt) - api.time.now).toBe(7 * DAY_MS);
    expect(api.services.keys.callerOf(secret)).toMatchObject({ session: { actor: session.actor, role: 'viewer' } });
    const { items } = await api.as('admin').audit.list({ type: 'key', limit: 1 });
    expect(items[0]).toMatchObject({ action: 'created', key: 'CLI on laptop', actor: actorOfPerson(id) });
    expect(await failureFrom(poll(deviceCode))).toEqual(notValid('used'));
  });

  it('stores neither the code of the program nor the key', async () => {
    const { deviceCode } = await approved();
    const granted = await poll(deviceCode);
    const { rows } = await api.services.database.query(
      `select row_to_json(t)::text as row from device_logins t union all select row_to_json(k)::text from api_keys k
       union all select row_to_json(a)::text from audit_entries a`,
      [],
    );
    const stored = rows.map(({ row }) => String(row)).join('\n');
    expect(stored).toContain('CLI on laptop');
    for (const secret of [deviceCode, 'secret' in granted ? granted.secret : '']) expect(stored).not.toContain(secret);
  });

  it('is granted to one of many polls at once', async () => {
    const { deviceCode } = await approved();
    const polls = await Promise.allSettled([1, 2, 3, 4].map(() => poll(deviceCode)));
    expect(polls.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('receives a longer pause if it polls too often', async () => {
    const { deviceCode } = await start();
    await poll(deviceCode);
    expect(await poll(deviceCode)).toEqual({ status: 'slow_down', intervalSec: 10 });
    api.time.now += 9_000;
    expect(await poll(deviceCode)).toEqual({ status: 'slow_down', intervalSec: 15 });
    api.time.now += 15_000;
    expect(await poll(deviceCode)).toEqual({ status: 'pending', intervalSec: 15 });
  });

  it('expires after ten minutes, approved or not', async () => {
    const { deviceCode, userCode, signedIn } = await approved();
    const other = await start();
    api.time.now += 10 * MINUTE_MS;
    const calls = [
      poll(deviceCode),
      poll(other.deviceCode),
      signedIn.session.waitingLogin({ userCode }),
      signedIn.session.approveLogin({ userCode: other.userCode, role: 'viewer' }),
    ];
    expect(await Promise.all(calls.map(failureFrom))).toEqual(calls.map(() => notValid('expired')));
    await sweepSignIns(api.services);
    expect(await failureFrom(poll(deviceCode))).toEqual(notValid('expired'));
    api.time.now += 61 * MINUTE_MS;
    const waiting = await start();
    await sweepSignIns(api.services);
    expect(await failureFrom(poll(deviceCode))).toEqual(notValid('unknown'));
    expect(await poll(waiting.deviceCode)).toMatchObject({ status: 'pending' });
  });

  it('is denied', async () => {
    const { deviceCode, userCode } = await start();
    const { signedIn } = await newPerson('viewer');
    await signedIn.session.denyLogin({ userCode });
    expect(await poll(deviceCode)).toEqual({ status: 'denied' });
    expect(await failureFrom(signedIn.session.approveLogin({ userCode, role: 'viewer' }))).toEqual(notValid('decided'));
    expect(await failureFrom(signedIn.session.waitingLogin({ userCode }))).toEqual(notValid('decided'));
  });

  it('is found by no other code', async () => {
    const { signedIn } = await newPerson('admin');
    const userCode = 'BBBB-BBBB';
    expect(await failureFrom(signedIn.session.waitingLogin({ userCode }))).toEqual(notValid('unknown'));
    expect(await failureFrom(signedIn.session.approveLogin({ userCode, role: 'viewer' }))).toEqual(notValid('unknown'));
    expect(await failureFrom(poll('x'.repeat(43)))).toEqual(notValid('unknown'));
  });

  it('chooses another code if a login already has it', async () => {
    const secrets = ['one', 'one', 'two'];
    const services = { ...api.services, newSecret: () => secrets.shift() ?? '' };
    const { session } = createCaller({ services, caller: { problem: 'missing' } });
    expect((await session.startLogin({ host: 'a' })).userCode).toBe(userCodeOf('one'));
    expect((await session.startLogin({ host: 'b' })).userCode).toBe(userCodeOf('two'));
  });
});

describe('14.3 only people decide about logins', () => {
  it.each([actorOfKey('a-key'), 'token:developer', 'jwt:a:ada'])('not %s', async (actor) => {
    const { userCode } = await start();
    const { session } = api.withRole('admin', { actor });
    const calls = [
      session.waitingLogin({ userCode }),
      session.approveLogin({ userCode, role: 'viewer' }),
      session.denyLogin({ userCode }),
    ];
    const failures = await Promise.all(calls.map(failureFrom));
    expect(failures.map(({ code }) => code)).toEqual(calls.map(() => 'TOKEN_SCOPE'));
    expect(await failureFrom(api.anonymous.session.denyLogin({ userCode }))).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('and give no more than they have everywhere', async () => {
    const { userCode } = await start({ role: 'admin' });
    const { signedIn } = await newPerson('admin', { production: 'viewer' });
    expect(await signedIn.session.waitingLogin({ userCode })).toMatchObject({ role: 'admin', highestRole: 'viewer' });
    const failure = await failureFrom(signedIn.session.approveLogin({ userCode, role: 'editor' }));
    expect(failure).toEqual({ code: 'FORBIDDEN', needs: 'editor', has: 'viewer', environment: null });
  });
});

describe('14.3 a login whose approver lost the role', () => {
  const { production } = { production: 'production' as EnvironmentKey };
  it.each<[string, (id: string) => Promise<unknown>]>([
    ['was disabled in this moment', (id) => disableOnly(id)],
    ['got a lower role', (id) => api.as('admin').people.change({ id, role: 'viewer' })],
    [
      'got a lower role in one environment',
      (id) => api.as('admin').people.change({ id, roles: { [production]: 'viewer' } }),
    ],
    ['has roles that cannot be read', (id) => breakRoles(id)],
  ])('gets no key if the person %s', async (_, revoke) => {
    const { deviceCode, id } = await approved();
    await revoke(id);
    expect(await failureFrom(poll(deviceCode))).toEqual(notValid('approver'));
  });

  it('is denied if the person was disabled, even if the person is enabled again', async () => {
    const { deviceCode, id } = await approved();
    await api.as('admin').people.disable({ id });
    expect(await poll(deviceCode)).toEqual({ status: 'denied' });
    await api.as('admin').people.enable({ id });
    expect(await poll(deviceCode)).toEqual({ status: 'denied' });
  });

  it('loses its key when the person is disabled or demoted, and keeps it otherwise', async () => {
    const { deviceCode, id } = await approved('admin');
    const granted = await poll(deviceCode);
    const secret = 'secret' in granted ? granted.secret : '';
    await api.as('admin').people.change({ id, role: 'editor' });
    expect(api.services.keys.callerOf(secret)).toHaveProperty('session');
    await api.as('admin').people.change({ id, role: 'viewer' });
    expect(api.services.keys.callerOf(secret)).toEqual({ problem: 'invalid' });
    const { items } = await api.as('admin').audit.list({ type: 'key', limit: 1 });
    expect(items[0]).toMatchObject({ action: 'updated', reason: expect.stringMatching(/ has a lower role$/) });
  });

  it('loses its key when the person is disabled, for good', async () => {
    const { deviceCode, id } = await approved();
    const granted = await poll(deviceCode);
    const secret = 'secret' in granted ? granted.secret : '';
    await api.as('admin').people.disable({ id });
    await api.as('admin').people.enable({ id });
    expect(api.services.keys.callerOf(secret)).toEqual({ problem: 'invalid' });
  });
});

const disableOnly = (id: string) =>
  api.services.database.write((em) => em.execute('update auth_user set disabled_at = now() where id = ?', [id]));
const breakRoles = (id: string) =>
  api.services.database.write((em) => em.execute(`update auth_user set roles = '[1]' where id = ?`, [id]));
