import { DAY_MS, type EnvironmentKey, HOUR_MS, MINUTE_MS } from '@burgee/contracts';
import { NOW } from '@burgee/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sweepAudit } from './audit/retention.ts';
import { writeContext } from './context.ts';
import { sweepOverrides } from './overrides/janitor.ts';
import { MAX_CHANGES_PER_HOUR } from './overrides/rate-limit.ts';
import { sweepSignIns } from './people/sessions.ts';
import { type Api, AUDIT_KEY, failureFrom, startTestApi, type TestApi } from './test-services.ts';
import { sweepUsage } from './usage/sweep.ts';

const flagKey = 'checkout';

let api: TestApi;
let admin: Api;
let environment: EnvironmentKey;
beforeEach(async () => {
  api = await startTestApi();
  admin = api.as('admin');
  environment = await api.newEnvironment();
  await admin.flags.create({ environment, key: flagKey, enabled: true });
});
afterEach(() => api[Symbol.asyncDispose]());

const at = (ms: number) => new Date(NOW + ms).toISOString();
const sweep = () => sweepOverrides(writeContext(api.services, { actor: 'janitor' }));
const count = async (table: string, where = 'true') => {
  const [row]: { count: number }[] = await api.services.database.read((em) =>
    em.execute(`select count(*)::int as count from ${table} where ${where}`),
  );
  return row?.count;
};
const setUser = (userId: string, expiresAt?: string) =>
  admin.overrides.setUser({ environment, flagKey, userId, overrideType: 'include', expiresAt });

describe.each([2, -2])('10.2 a server whose clock is %i hours ahead', (hours) => {
  beforeEach(() => {
    api.time.aheadMs = hours * HOUR_MS;
  });

  it('removes only overrides that have expired by the database’s clock', async () => {
    api.time.aheadMs = 0;
    await setUser('ada', at(HOUR_MS));
    await setUser('bob', at(3 * HOUR_MS));
    api.time.aheadMs = hours * HOUR_MS;
    expect(await sweep()).toBe(0);
    api.time.now = NOW + HOUR_MS - 1;
    expect(await sweep()).toBe(0);
    api.time.now = NOW + HOUR_MS;
    expect(await sweep()).toBe(1);
    expect((await admin.overrides.list({ environment })).items).toMatchObject([{ target: 'bob' }]);
  });

  it('removes usage and expired sign-ins by the database’s clock', async () => {
    await api.services.database.write(async (em) => {
      await em.execute(
        `insert into flag_usage (environment, flag_key, hour, variant, count) values (?, ?, ?, '', 1), (?, ?, ?, '', 1)`,
        [environment, flagKey, at(-90 * DAY_MS - HOUR_MS), environment, flagKey, at(-90 * DAY_MS + HOUR_MS)],
      );
      await em.execute(
        `insert into auth_verification (id, identifier, value, expires_at, created_at, updated_at)
         values ('past', '', '', ?, now(), now()), ('open', '', '', ?, now(), now())`,
        [at(-HOUR_MS), at(HOUR_MS)],
      );
    });
    expect(await sweepUsage(api.services)).toBe(1);
    await sweepSignIns(api.services);
    expect([await count('flag_usage'), await count('auth_verification', `id = 'open'`)]).toEqual([1, 1]);
    expect(await count('auth_verification')).toBe(1);
  });

  it('creates links that last as long as those of other servers, and accepts theirs for as long', async () => {
    const { invitation, token } = await admin.people.invite({ email: 'ada@example.org', role: 'viewer' });
    expect(invitation.expiresAt).toBe(at(7 * DAY_MS));
    api.time.now = NOW + 7 * DAY_MS - 1;
    expect(await api.anonymous.session.invitation({ token })).toMatchObject({ email: 'ada@example.org' });
    const { id } = await api.anonymous.session.join({ token, name: 'Ada', password: 'a long password' });
    const link = await admin.people.createPasswordLink({ id });
    expect(link.expiresAt).toBe(at(8 * DAY_MS - 1));
    api.time.now += DAY_MS;
    const late = api.anonymous.session.passwordLink({ token: link.token });
    expect(await failureFrom(late)).toEqual({ code: 'LINK_NOT_VALID', problem: 'expired' });
  });

  it('ends the previous secret of a key after the requested overlap', async () => {
    const { key } = await admin.keys.create({ kind: 'server', environment, name: 'Shop' });
    const rotated = await admin.keys.rotate({ environment, id: key.id, overlapHours: 1 });
    expect(rotated.key.previousEndsAt).toBe(at(HOUR_MS));
    const again = admin.keys.rotate({ environment, id: key.id, overlapHours: 1 });
    expect(await failureFrom(again)).toMatchObject({ code: 'KEY_ROTATING' });
    api.time.now = NOW + HOUR_MS + MINUTE_MS;
    await admin.keys.rotate({ environment, id: key.id });
  });

  it('keeps the answer to an idempotency key for 24 hours of the database’s clock', async () => {
    const caller = api.as('editor', { idempotencyKey: 'again' });
    const first = await caller.flags.setEnabled({ environment, key: flagKey, enabled: false });
    api.time.aheadMs = 0;
    api.time.now = NOW + DAY_MS;
    expect(await caller.flags.setEnabled({ environment, key: flagKey, enabled: false })).toEqual(first);
    api.time.now = NOW + DAY_MS + 1;
    await admin.flags.setEnabled({ environment, key: flagKey, enabled: true });
    expect(await caller.flags.setEnabled({ environment, key: flagKey, enabled: false })).toMatchObject({
      revision: first.revision + 2,
    });
  });
});

it('10.2 a server whose clock is 2 hours ahead applies the same rate limit', async () => {
  for (let index = 0; index < MAX_CHANGES_PER_HOUR; index++) await setUser(`user-${index}`);
  api.time.aheadMs = 2 * HOUR_MS;
  expect(await failureFrom(setUser('one too many'))).toEqual({ code: 'RATE_LIMITED', retryAfterSec: 3_600 });
});

describe('10.2 retention of the trail', () => {
  const keep = (days: number) => sweepAudit(api.services.database, AUDIT_KEY, days);

  it('uses the database’s clock', async () => {
    api.time.aheadMs = 400 * DAY_MS;
    expect(await keep(30)).toBe(0);
    api.time.aheadMs = 0;
    api.time.now = NOW + 30 * DAY_MS;
    expect(await keep(30)).toBe(0);
    api.time.now = NOW + 30 * DAY_MS + 1;
    expect(await keep(30)).toBeGreaterThan(0);
  });

  it.each([
    ['23', '2027-03-14T12:00:00-04:00'],
    ['25', '2027-11-07T12:00:00-05:00'],
  ])('counts days of 24 hours even in a time zone that has just had a day of %s hours', async (_hours, noon) => {
    const { pathname } = new URL(api.url);
    await api.services.database.write((em) =>
      em.execute(`alter database "${pathname.slice(1)}" set timezone = 'America/New_York'`),
    );
    await using local = await startTestApi({ url: api.url });
    const keepLocal = () => sweepAudit(local.services.database, AUDIT_KEY, 1);
    const create = (key: string) => local.as('admin').flags.create({ environment, key });
    local.time.now = Date.parse(noon);
    await create('first');
    // Entries from months ago.
    expect(await keepLocal()).toBeGreaterThan(0);
    await create('second');
    local.time.now += DAY_MS;
    expect(await keepLocal()).toBe(0);
    local.time.now += 1;
    expect(await keepLocal()).toBe(1);
  });
});
