import { type EnvironmentKey, HOUR_MS, MINUTE_MS } from '@burgee/contracts';
import { NOW } from '@burgee/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Api, failureFrom, startTestApi, type TestApi } from '../test-services.ts';
import { MAX_CHANGES_PER_HOUR } from './rate-limit.ts';

let api: TestApi;
let admin: Api;
beforeAll(async () => {
  api = await startTestApi();
  admin = api.as('admin');
});
beforeEach(() => {
  api.time.now = NOW;
});
afterAll(() => api[Symbol.asyncDispose]());

const flagKey = 'checkout';

async function aFlag(): Promise<EnvironmentKey> {
  const environment = await api.newEnvironment();
  await admin.environments.update({ key: environment, permitsSessionOverrides: true });
  for (const key of [flagKey, 'other']) await admin.flags.create({ environment, key, enabled: true });
  return environment;
}

const setUser = (environment: EnvironmentKey, index: number, key = flagKey) =>
  admin.overrides.setUser({ environment, flagKey: key, userId: `user-${index}`, overrideType: 'include' });

const setUsers = (environment: EnvironmentKey, users: string[]) =>
  admin.overrides.setUsers({ environment, flagKey, users, overrideType: 'include' });

/** Makes one change per second, from now on. */
async function changes(environment: EnvironmentKey, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    await setUser(environment, index);
    api.time.now += 1_000;
  }
}

/** Leaves the trail that `changes` leaves, of which it makes only the first: the limit counts entries. */
async function trailOf(environment: EnvironmentKey, count: number): Promise<void> {
  await changes(environment, 1);
  await copyNewestEntry(environment, count - 1);
}

/** Adds copies of an environment's newest entry, one per second. They are not part of the chain, like very old entries. */
async function copyNewestEntry(environment: EnvironmentKey, count: number): Promise<void> {
  await api.services.database.write((em) =>
    em.execute(
      `insert into audit_entries select (jsonb_populate_record(newest, jsonb_build_object('id', gen_random_uuid(),
         'number', least_number - n, 'part', n, 'mac', null, 'at', newest.at + n * interval '1 second'))).*
       from generate_series(1, ?) as n, (select min(number) as least_number from audit_entries) as least,
         audit_entries as newest
       where newest.number = (select max(number) from audit_entries where environment = ?)`,
      [count, environment],
    ),
  );
  api.time.now += count * 1_000;
}

describe('W39.8 the rate limit', () => {
  it('refuses the 101st change of a flag within an hour, reports when to retry, and changes nothing', async () => {
    const environment = await aFlag();
    await changes(environment, MAX_CHANGES_PER_HOUR);
    const before = await admin.environments.get({ key: environment });
    // The first change of the hour was 100 s ago.
    expect(await failureFrom(setUser(environment, 100))).toEqual({
      code: 'RATE_LIMITED',
      retryAfterSec: HOUR_MS / 1_000 - 100,
    });
    expect(await failureFrom(setUsers(environment, ['ann', 'ben']))).toMatchObject({ code: 'RATE_LIMITED' });
    expect(await admin.environments.get({ key: environment })).toEqual(before);
    // Neither another flag nor the same one in another environment is limited.
    await setUser(environment, 0, 'other');
    await setUser(await aFlag(), 0);
  });

  it('slides: each change stops counting after an hour', async () => {
    const environment = await aFlag();
    await trailOf(environment, MAX_CHANGES_PER_HOUR);
    api.time.now = NOW + HOUR_MS - 1;
    expect(await failureFrom(setUser(environment, 100))).toEqual({ code: 'RATE_LIMITED', retryAfterSec: 1 });
    api.time.now = NOW + HOUR_MS;
    await setUser(environment, 100);
    expect(await failureFrom(setUser(environment, 101))).toMatchObject({ retryAfterSec: 1 });
    api.time.now = NOW + HOUR_MS + 1_000;
    await setUser(environment, 101);
  });

  it('survives a restart, and counts changes made by other servers', async () => {
    const environment = await aFlag();
    await trailOf(environment, MAX_CHANGES_PER_HOUR);
    await using other = await startTestApi({ url: api.url });
    other.time.now = api.time.now;
    const call = other.as('admin').overrides.setUser({ environment, flagKey, userId: 'x', overrideType: 'include' });
    expect(await failureFrom(call)).toMatchObject({ code: 'RATE_LIMITED' });
  });

  it('accepts exactly 100 of many concurrent changes', async () => {
    const environment = await aFlag();
    const all = await Promise.allSettled(Array.from({ length: 115 }, (_, index) => setUser(environment, index)));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(MAX_CHANGES_PER_HOUR);
    const { pagination } = await admin.overrides.forFlag({ environment, flagKey });
    expect(pagination.total).toBe(MAX_CHANGES_PER_HOUR);
  });

  it('counts a list of users once, no matter how long, and refuses the 101st', async () => {
    const environment = await aFlag();
    const users = Array.from({ length: 2 * MAX_CHANGES_PER_HOUR }, (_, user) => `user-${user}`);
    expect(await setUsers(environment, users)).toMatchObject({ created: users.length });
    await copyNewestEntry(environment, MAX_CHANGES_PER_HOUR - 2);
    expect(await setUsers(environment, ['one', 'two'])).toMatchObject({ created: 2 });
    expect(await failureFrom(setUsers(environment, ['ann', 'ben']))).toMatchObject({ code: 'RATE_LIMITED' });
    expect(await failureFrom(setUser(environment, 1))).toMatchObject({ code: 'RATE_LIMITED' });
  });

  it('never refuses a removal: of a user, of a list, of any layer, or the revert of an addition', async () => {
    const environment = await aFlag();
    const place = { environment, flagKey };
    const expiresAt = new Date(NOW + HOUR_MS).toISOString();
    await admin.overrides.setGlobal({ ...place, value: true });
    await admin.overrides.setTesting({ ...place, testRunId: 'run', value: true, expiresAt });
    const { version } = await setUsers(environment, ['ann', 'ben', 'cleo']);
    await changes(environment, 4);
    await copyNewestEntry(environment, MAX_CHANGES_PER_HOUR - 3 - 4);
    expect(await failureFrom(setUser(environment, 100))).toMatchObject({ code: 'RATE_LIMITED' });
    await admin.overrides.removeUser({ ...place, userId: 'user-1' });
    expect(await admin.overrides.removeUsers({ ...place, users: ['user-2', 'user-3'] })).toMatchObject({ removed: 2 });
    await admin.overrides.removeGlobal(place);
    await admin.overrides.removeTesting({ ...place, testRunId: 'run' });
    expect(await admin.overrides.revertUsers({ ...place, version: version ?? 0 })).toMatchObject({ removed: 3 });
    const { pagination } = await admin.overrides.forFlag(place);
    expect(pagination.total).toBe(4 - 3);
    // A revert that sets overrides counts like any change.
    const { items } = await admin.audit.list({ environment, action: 'removed', limit: 1 });
    const again = admin.overrides.revertUsers({ ...place, version: items[0]?.version ?? 0 });
    expect(await failureFrom(again)).toMatchObject({ code: 'RATE_LIMITED' });
  });

  it('counts a removal as a change toward the limit', async () => {
    const environment = await aFlag();
    await trailOf(environment, MAX_CHANGES_PER_HOUR - 1);
    await admin.overrides.removeUser({ environment, flagKey, userId: 'user-0' });
    expect(await failureFrom(setUser(environment, 1))).toMatchObject({ code: 'RATE_LIMITED' });
  });

  it('does not count refused changes, rollbacks or removals of missing overrides', async () => {
    const environment = await aFlag();
    for (let index = 0; index < MAX_CHANGES_PER_HOUR; index++) {
      await failureFrom(admin.overrides.removeUser({ environment, flagKey, userId: 'nobody' }));
    }
    await setUser(environment, 0);
  });

  it('never refuses an emergency, and browsers do not use up the limit of editors', async () => {
    const environment = await aFlag();
    const expiresAt = new Date(NOW + HOUR_MS).toISOString();
    const overrides = [{ flagKey, value: true }];
    await admin.overrides.setSession({ environment, sessionId: 'busy', overrides });
    await copyNewestEntry(environment, MAX_CHANGES_PER_HOUR - 1);
    const again = admin.overrides.setSession({ environment, sessionId: 'busy', overrides });
    expect(await failureFrom(again)).toMatchObject({ code: 'RATE_LIMITED' });
    // Nor do they use up the limit of other browsers.
    await admin.overrides.setSession({ environment, sessionId: 'calm', overrides });
    await trailOf(environment, MAX_CHANGES_PER_HOUR - 2);
    await admin.overrides.setGlobal({ environment, flagKey, value: true });
    await admin.overrides.setTesting({ environment, flagKey, testRunId: 'run', value: true, expiresAt });
    const one = admin.overrides.setGlobal({ environment, flagKey, value: false });
    expect(await failureFrom(one)).toMatchObject({ code: 'RATE_LIMITED' });
    for (const value of [true, false]) {
      await admin.overrides.setEmergency({ environment, flagKey, value, reason: 'incident' });
    }
    await admin.overrides.removeEmergency({ environment, flagKey });
    api.time.now += MINUTE_MS;
    expect(await failureFrom(setUser(environment, 1))).toMatchObject({ code: 'RATE_LIMITED' });
  });
});
