import type { EnvironmentKey } from '@burgee/contracts';
import { NOW } from '@burgee/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { writeContext } from '../context.ts';
import { startTestApi, type Api, type TestApi } from '../test-services.ts';
import { SWEEP_LOCK, sweepOverrides } from './janitor.ts';

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
const HOUR_MS = 3_600_000;
const at = (ms: number) => new Date(NOW + ms).toISOString();
const sweep = (of: TestApi = api) => sweepOverrides(writeContext(of.services, { actor: 'janitor' }));

async function aFlag(): Promise<EnvironmentKey> {
  const environment = await api.newEnvironment();
  await admin.environments.update({ key: environment, permitsSessionOverrides: true });
  await admin.flags.create({ environment, key: flagKey, enabled: true });
  return environment;
}

/** Many users at once, past the write path, as many changes were made over many days. */
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

async function expiredIn(environment: EnvironmentKey): Promise<string[]> {
  const rows: { target: string | null; type: string }[] = await api.services.database.read((em) =>
    em.execute(`select target, override_type as type from audit_entries where environment = ? and action = 'expired'`, [
      environment,
    ]),
  );
  return rows.map(({ target, type }) => target ?? type).sort();
}
const remaining = async (environment: EnvironmentKey) =>
  (await admin.overrides.list({ environment })).items.map(({ type }) => type).sort();

describe('S400.7 the janitor', () => {
  it('removes what has ended, each with an entry, and leaves the rest; emergency ones always', async () => {
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

  it('makes no version where nothing has ended', async () => {
    const environment = await aFlag();
    const { version } = await admin.environments.get({ key: environment });
    expect(await sweep()).toBe(0);
    expect(await admin.environments.get({ key: environment })).toMatchObject({ version });
  });

  it('goes in batches, and two at once lose and double no entry', async () => {
    const environment = await aFlag();
    await manyUsers(environment, 1_700);
    await using other = await startTestApi({ url: api.url });
    for (const each of [api, other]) each.time.now = NOW + HOUR_MS;
    let removed = 0;
    // Who finds the other at work has nothing to do, and comes again.
    while (removed < 1_700) {
      for (const count of await Promise.all([sweep(api), sweep(other), sweep(api), sweep(other)])) removed += count;
    }
    expect(removed).toBe(1_700);
    const expired = await expiredIn(environment);
    expect([expired.length, new Set(expired).size]).toEqual([1_700, 1_700]);
    expect(await remaining(environment)).toEqual([]);
  });

  it('leaves it to the server that is at it', async () => {
    const environment = await aFlag();
    await manyUsers(environment, 1);
    api.time.now = NOW + HOUR_MS;
    await api.services.database.write(async (em) => {
      await em.execute('select pg_advisory_xact_lock(?)', [SWEEP_LOCK]);
      expect(await sweep()).toBe(0);
    });
    expect(await sweep()).toBe(1);
  });

  it('that is killed midway has lost and doubled nothing: a batch is there with its entries, or not at all', async () => {
    const environment = await aFlag();
    await manyUsers(environment, 600);
    api.time.now = NOW + HOUR_MS;
    let batches = 0;
    let ids = 0;
    const killed = {
      ...writeContext(api.services, { actor: 'janitor' }),
      newId: () => {
        // In the middle of the second batch's entries.
        if (batches > 0 && ++ids === 50) throw new Error('killed');
        return api.services.newId();
      },
      committed: async () => void batches++,
    };
    await expect(sweepOverrides(killed)).rejects.toThrow('killed');
    expect(await expiredIn(environment)).toHaveLength(500);
    expect(await sweep()).toBe(100);
    expect(new Set(await expiredIn(environment)).size).toBe(600);
  });
});
