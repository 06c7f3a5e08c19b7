import { type EnvironmentKey, HOUR_MS, ManyOverrides } from '@burgee/contracts';
import { NOW } from '@burgee/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { writeContext } from '../context.ts';
import { type Api, startTestApi, type TestApi } from '../test-services.ts';
import { one } from '../test-snapshots.ts';
import { SWEEP_LOCK_KEYS, sweepOverrides } from './janitor.ts';

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
const at = (ms: number) => new Date(NOW + ms).toISOString();
const sweep = (of: TestApi = api) => sweepOverrides(writeContext(of.services, { actor: 'janitor' }));

async function aFlag(): Promise<EnvironmentKey> {
  const environment = await api.newEnvironment();
  await admin.environments.update({ key: environment, permitsSessionOverrides: true });
  await admin.flags.create({ environment, key: flagKey, enabled: true });
  return environment;
}

/** Adds many users at once, bypassing the write path, as if added over many days. */
async function manyUsers(environment: EnvironmentKey, count: number): Promise<void> {
  await api.services.database.write((em) =>
    em.execute(
      `insert into feature_flag_user_overrides (flag_id, user_id, override_type, created_by, expires_at)
       select id, 'user-' || n, 'include', 'test', ?::timestamptz from feature_flags, generate_series(1, ${count}) n
       where environment = ? and flag_key = ?`,
      [at(HOUR_MS), environment, flagKey],
    ),
  );
}

/** The targets of all expired overrides, or the type of one for everyone, from single and combined entries. */
async function expiredIn(environment: EnvironmentKey): Promise<string[]> {
  const rows: { target: string | null; type: string; targets: Record<string, string[]> | null }[] =
    await api.services.database.read((em) =>
      em.execute(
        `select target, override_type as type, before -> 'targets' as targets
         from audit_entries where environment = ? and action = 'expired'`,
        [environment],
      ),
    );
  return rows
    .flatMap(({ target, type, targets }) => (targets ? Object.values(targets).flat() : (target ?? type)))
    .sort();
}
const trailOf = async (environment: EnvironmentKey) =>
  (await admin.audit.list({ environment, action: 'expired', limit: 500 })).items;
const remaining = async (environment: EnvironmentKey) =>
  (await admin.overrides.list({ environment })).items.map(({ type }) => type).sort();

describe('S400.7 the janitor', () => {
  it('removes each expired override with an entry, and keeps the rest, including all emergencies', async () => {
    const environment = await aFlag();
    const place = { environment, flagKey };
    await admin.overrides.setEmergency({ ...place, value: true, reason: 'incident' });
    await admin.overrides.setGlobal({ ...place, value: true, expiresAt: at(HOUR_MS) });
    await admin.overrides.setTesting({ ...place, testRunId: 'run', value: true, expiresAt: at(HOUR_MS) });
    await admin.overrides.setUser({ ...place, userId: 'ada', overrideType: 'include', expiresAt: at(HOUR_MS) });
    await admin.overrides.setUser({ ...place, userId: 'bob', overrideType: 'include', expiresAt: at(HOUR_MS + 1) });
    await admin.overrides.setSession({ environment, sessionId: 'tab', overrides: [{ flagKey, value: true }] });
    api.time.now = NOW + HOUR_MS - 1;
    expect(await sweep()).toBe(0);
    api.time.now = NOW + HOUR_MS;
    expect(await sweep()).toBe(3);
    expect(await expiredIn(environment)).toEqual(['ada', 'global', 'run']);
    expect(await remaining(environment)).toEqual(['emergency', 'session', 'user']);
    const { items } = await admin.audit.list({ environment, action: 'expired', target: 'ada' });
    expect(items).toMatchObject([{ actor: 'janitor', before: { target: 'ada', createdBy: 'admin@example.org' } }]);
    api.time.now = NOW + 10_000 * HOUR_MS;
    expect(await sweep()).toBe(2);
    expect(await remaining(environment)).toEqual(['emergency']);
  });

  it('creates no version if nothing has expired', async () => {
    const environment = await aFlag();
    const { version } = await admin.environments.get({ key: environment });
    expect(await sweep()).toBe(0);
    expect(await admin.environments.get({ key: environment })).toMatchObject({ version });
  });

  it('removes in batches, and two at once neither lose nor duplicate an override', async () => {
    const environment = await aFlag();
    await manyUsers(environment, 9_000);
    await using other = await startTestApi({ url: api.url });
    for (const each of [api, other]) each.time.now = NOW + HOUR_MS;
    let removed = 0;
    // A server that finds the other one sweeping stops, and sweeps again later.
    while (removed < 9_000) {
      for (const count of await Promise.all([sweep(api), sweep(other), sweep(api), sweep(other)])) removed += count;
    }
    expect(removed).toBe(9_000);
    const expired = await expiredIn(environment);
    expect([expired.length, new Set(expired).size]).toEqual([9_000, 9_000]);
    expect(await remaining(environment)).toEqual([]);
    expect((await trailOf(environment)).length).toBeLessThan(10);
    expect(await api.services.verifyAudit(undefined)).toMatchObject({ status: 'whole' });
  });

  it('S400.6 writes an entry per override of a flag, or one for all if there are many', async () => {
    const environment = await aFlag();
    await manyUsers(environment, 100);
    api.time.now = NOW + HOUR_MS;
    expect(await sweep()).toBe(100);
    expect(await trailOf(environment)).toHaveLength(100);
    api.time.now = NOW;
    await manyUsers(environment, 101);
    const place = { environment, flagKey };
    await admin.overrides.setGlobal({ ...place, value: true, expiresAt: at(HOUR_MS) });
    await admin.overrides.setTesting({ ...place, testRunId: 'run', value: true, expiresAt: at(HOUR_MS) });
    api.time.now = NOW + HOUR_MS;
    expect(await sweep()).toBe(103);
    const [many, global] = await trailOf(environment);
    expect(global).toMatchObject({ overrideType: 'global', before: { type: 'global', value: true } });
    expect(many).toMatchObject({ actor: 'janitor', key: flagKey, overrideType: null, target: null, after: null });
    // A page of the trail omits the ids, of which there may be thousands.
    const { counts, sample, targets } = ManyOverrides.parse(many?.before);
    expect([counts, sample.length, targets]).toEqual([{ user: 101, testing: 1 }, 100, undefined]);
    const users = Array.from({ length: 101 }, (_, index) => `user-${index + 1}`);
    expect(await expiredIn(environment)).toEqual(['global', 'run', ...users, ...users.slice(0, 100)].sort());
  });

  it('W39.7 makes every server drop the ids of all expired overrides', async () => {
    const environment = await aFlag();
    await manyUsers(environment, 5_000);
    await using other = await startTestApi({ url: api.url });
    await admin.environments.invalidateCache({ key: environment });
    await other.services.snapshots.catchUp(
      one(environment, (await admin.environments.get({ key: environment })).version),
    );
    for (const { services } of [api, other]) await services.overrides.ready();
    const idsOf = ({ services }: TestApi) => services.overrides.status().targets;
    const before = [idsOf(api), idsOf(other)];
    api.time.now = NOW + HOUR_MS;
    await sweep();
    const { version } = await admin.environments.get({ key: environment });
    await other.services.snapshots.catchUp(one(environment, version));
    expect([idsOf(api), idsOf(other)]).toEqual(before.map((ids) => ids - 5_000));
  });

  it('does nothing while another server sweeps', async () => {
    const environment = await aFlag();
    await manyUsers(environment, 1);
    api.time.now = NOW + HOUR_MS;
    await api.services.database.write(async (em) => {
      await em.execute(`select pg_advisory_xact_lock(${SWEEP_LOCK_KEYS})`);
      expect(await sweep()).toBe(0);
    });
    expect(await sweep()).toBe(1);
  });

  it('killed midway neither loses nor duplicates anything: a batch is committed with its entry, or not at all', async () => {
    const environment = await aFlag();
    await manyUsers(environment, 6_000);
    api.time.now = NOW + HOUR_MS;
    let batches = 0;
    const killed = {
      ...writeContext(api.services, { actor: 'janitor' }),
      newId: () => {
        // Fail in the middle of the second batch, after it has deleted its overrides.
        if (batches > 0) throw new Error('killed');
        return api.services.newId();
      },
      committed: async () => void batches++,
    };
    await expect(sweepOverrides(killed)).rejects.toThrow('killed');
    expect(await expiredIn(environment)).toHaveLength(4_000);
    expect(await sweep()).toBe(2_000);
    expect(new Set(await expiredIn(environment)).size).toBe(6_000);
  });
});
