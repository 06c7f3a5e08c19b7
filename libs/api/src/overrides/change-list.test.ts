import { type AuditEntry, type EnvironmentKey, HOUR_MS, MAX_DETAILS, MAX_LISTED_USERS } from '@burgee/contracts';
import { NOW } from '@burgee/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Api, detailsFrom, failureFrom, startTestApi, type TestApi } from '../test-services.ts';

let api: TestApi;
let editor: Api;
beforeAll(async () => {
  api = await startTestApi();
  editor = api.as('editor');
});
beforeEach(() => {
  api.time.now = NOW;
});
afterAll(() => api[Symbol.asyncDispose]());

const flagKey = 'checkout';
const at = (ms: number) => new Date(NOW + ms).toISOString();
const soon = at(HOUR_MS);
const named = (count: number) => Array.from({ length: count }, (_, index) => `user-${index}`);

async function aFlag(percentage = 0): Promise<EnvironmentKey> {
  const environment = await api.newEnvironment();
  const rollout = { schedule: { kind: 'fixed' as const, percentage } };
  await editor.flags.create({ environment, key: flagKey, enabled: true, rollout });
  return environment;
}

type SetUsers = Parameters<Api['overrides']['setUsers']>[0];
const setUsers = (environment: EnvironmentKey, users: SetUsers['users'], fields: Partial<SetUsers> = {}) =>
  editor.overrides.setUsers({ environment, flagKey, overrideType: 'include', users, ...fields });
const removeUsers = (environment: EnvironmentKey, users: string[]) =>
  editor.overrides.removeUsers({ environment, flagKey, users });

const valueFor = async (environment: EnvironmentKey, userId: string, key = flagKey) =>
  (await api.as('viewer').evaluation.evaluate({ environment, flagKey: key, context: { userId } })).value;
const valuesFor = (environment: EnvironmentKey, users: string[]) =>
  Promise.all(users.map((userId) => valueFor(environment, userId)));
const versionOf = async (environment: EnvironmentKey) => (await editor.environments.get({ key: environment })).version;
const newest = async (environment: EnvironmentKey): Promise<AuditEntry> => {
  const { items } = await api.as('admin').audit.list({ environment, limit: 1 });
  return items[0] ?? expect.fail('there is no entry');
};
async function overridesIn(environment: EnvironmentKey) {
  const { items } = await editor.overrides.list({ environment, flagKey, pageSize: 200 });
  return items.sort((one, other) => targetOf(one).localeCompare(targetOf(other)));
}
const targetOf = (override: object) => String((override as { target?: string }).target);

describe('W39 a list of users', () => {
  it('includes all of them in one version and one audit entry, and counts the new ones', async () => {
    const environment = await aFlag();
    const before = await versionOf(environment);
    const result = await setUsers(environment, ['ann', 'ben', 'cleo'], { reason: 'beta' });
    expect(result).toEqual({ version: before + 1, created: 3, updated: 0, unchanged: 0 });
    expect(await versionOf(environment)).toBe(before + 1);
    expect(await valuesFor(environment, ['ann', 'ben', 'cleo', 'dan'])).toEqual([true, true, true, false]);
    expect(await newest(environment)).toMatchObject({
      action: 'created',
      subject: 'override',
      overrideType: 'user',
      key: flagKey,
      target: null,
      actor: 'editor@example.org',
      reason: 'beta',
      before: null,
      after: { count: 3, users: [{ target: 'ann', overrideType: 'include', reason: 'beta' }, {}, {}] },
    });
  });

  it('excludes them, or sets a value, a variant or an expiry', async () => {
    const environment = await aFlag(100);
    await setUsers(environment, ['ann'], { overrideType: 'exclude' });
    expect(await valueFor(environment, 'ann')).toBe(false);
    const variants = ['blue', 'red'].map((key) => ({ key, value: key }));
    const ofText = { type: 'string', variants, onVariant: 'blue', offVariant: 'blue' } as const;
    await editor.flags.create({ environment, key: 'label', enabled: true, ...ofText });
    const setLabel = { flagKey: 'label' };
    await setUsers(environment, ['ann', 'ben'], { ...setLabel, value: 'own', expiresAt: soon });
    await setUsers(environment, ['ben', 'cleo'], { ...setLabel, variant: 'red' });
    const labels = async () =>
      Promise.all(['ann', 'ben', 'cleo', 'dan'].map((userId) => valueFor(environment, userId, 'label')));
    expect(await labels()).toEqual(['own', 'red', 'red', 'blue']);
    api.time.now += HOUR_MS;
    expect(await labels()).toEqual(['blue', 'red', 'red', 'blue']);
  });

  it('prefers a user’s own reason and expiry over those of the list', async () => {
    const environment = await aFlag();
    const users = [
      'ann',
      { userId: 'ben', reason: 'asked' },
      { userId: 'cleo', expiresAt: null },
      { userId: 'dan', expiresAt: at(2 * HOUR_MS) },
    ];
    await setUsers(environment, users, { reason: 'beta', expiresAt: soon });
    expect(await overridesIn(environment)).toMatchObject([
      { target: 'ann', reason: 'beta', expiresAt: soon, createdBy: 'editor@example.org' },
      { target: 'ben', reason: 'asked', expiresAt: soon },
      { target: 'cleo', reason: 'beta', expiresAt: null },
      { target: 'dan', reason: 'beta', expiresAt: at(2 * HOUR_MS) },
    ]);
  });

  it('counts changed and unchanged users, and creates no version if all are unchanged', async () => {
    const environment = await aFlag();
    await setUsers(environment, ['ann', 'ben'], { reason: 'beta' });
    const [ann] = await overridesIn(environment);
    api.time.now += 1_000;
    expect(await setUsers(environment, ['ann', 'ben', 'cleo'], { reason: 'ga' })).toMatchObject({
      created: 1,
      updated: 2,
      unchanged: 0,
    });
    expect((await overridesIn(environment))[0]).toEqual({ ...ann, reason: 'ga' });
    const version = await versionOf(environment);
    expect(await setUsers(environment, ['ann', 'ben'], { reason: 'ga' })).toEqual({
      version: null,
      created: 0,
      updated: 0,
      unchanged: 2,
    });
    expect(await versionOf(environment)).toBe(version);
    const entry = await newest(environment);
    expect([entry.action, entry.before, entry.after]).toMatchObject([
      'updated',
      { count: 2, users: [{ target: 'ann', reason: 'beta' }, { target: 'ben' }] },
      { count: 3, users: [{ target: 'ann', reason: 'ga' }, { target: 'ben' }, { target: 'cleo' }] },
    ]);
  });

  it('removes them in one version and one entry, and lists ids without an override', async () => {
    const environment = await aFlag();
    await setUsers(environment, ['ann', 'ben', 'cleo']);
    const before = await versionOf(environment);
    expect(await removeUsers(environment, ['cleo', 'zoe', 'ann', 'ann'])).toEqual({
      version: before + 1,
      removed: 2,
      notFound: 1,
      notFoundUsers: ['zoe'],
    });
    expect(await valuesFor(environment, ['ann', 'ben', 'cleo'])).toEqual([false, true, false]);
    expect(await newest(environment)).toMatchObject({
      action: 'removed',
      before: { count: 2, users: [{ target: 'cleo' }, { target: 'ann' }] },
      after: null,
    });
    expect(await removeUsers(environment, ['zoe'])).toMatchObject({ version: null, removed: 0, notFound: 1 });
    expect(await versionOf(environment)).toBe(before + 1);
  });

  it('records a list of one user like a single override', async () => {
    const environment = await aFlag();
    await setUsers(environment, ['ann']);
    expect(await newest(environment)).toMatchObject({ action: 'created', target: 'ann', after: { type: 'user' } });
    await removeUsers(environment, ['ann']);
    expect(await newest(environment)).toMatchObject({ action: 'removed', target: 'ann', before: { type: 'user' } });
  });

  it('counts a duplicate user with the same settings once', async () => {
    const environment = await aFlag();
    const users = ['ann', { userId: 'ann' }, { userId: 'ann', reason: 'beta' }, { userId: 'ann', expiresAt: soon }];
    const fields = { reason: 'beta', expiresAt: soon.replace('.000Z', 'Z') };
    expect(await setUsers(environment, users, fields)).toMatchObject({ created: 1, updated: 0, unchanged: 0 });
  });

  it('refuses the whole list, and reports each line that contradicts another, has expired or cannot be stored', async () => {
    const environment = await aFlag();
    const version = await versionOf(environment);
    const users = [
      'ann',
      { userId: 'ben', expiresAt: at(-1) },
      { userId: 'ann', reason: 'other' },
      'a\0b',
      { userId: '\ud800' },
      { userId: 'dan', reason: '\ud800' },
    ];
    expect(await detailsFrom(setUsers(environment, users))).toEqual([
      'users.1.expiresAt: must be in the future',
      'users.2: "ann" is also users.0, with another reason or expiry',
      'users.3: must not contain a NUL character or a lone surrogate',
      'users.4.userId: must not contain a NUL character or a lone surrogate',
      'users.5.reason: must not contain a NUL character or a lone surrogate',
    ]);
    expect(await detailsFrom(setUsers(environment, ['ann', 'ben'], { expiresAt: at(0) }))).toEqual([
      'expiresAt: must be in the future',
    ]);
    expect(await detailsFrom(removeUsers(environment, ['ann', '\0']))).toEqual([
      'users.1: must not contain a NUL character or a lone surrogate',
    ]);
    expect(await versionOf(environment)).toBe(version);
  });

  it('refuses invalid lines by their index, and reports a limited number of them', async () => {
    const environment = await aFlag();
    expect(await detailsFrom(setUsers(environment, ['ann', '', { userId: 'x'.repeat(256) }]))).toEqual([
      expect.stringMatching(/^users\.1: /),
      expect.stringMatching(/^users\.2\.userId: /),
    ]);
    expect(await detailsFrom(setUsers(environment, []))).toHaveLength(1);
    expect(await detailsFrom(setUsers(environment, named(MAX_LISTED_USERS + 1)))).toEqual([
      'users: must have at most 10,000 users; send several lists',
    ]);
    const details = await detailsFrom(
      setUsers(
        environment,
        Array.from({ length: 1_000 }, () => ''),
      ),
    );
    expect(details).toHaveLength(MAX_DETAILS + 1);
    expect(details.at(-1)).toBe(': 900 more problems are not listed');
    expect(await detailsFrom(setUsers(environment, ['ann', 'ben'], { overrideType: 'exclude', value: true }))).toEqual([
      expect.stringMatching(/^value: /),
    ]);
    expect(await detailsFrom(setUsers(environment, ['ann', 'ben'], { value: 'blue' }))).toEqual([
      expect.stringMatching(/^value: must have the flag's type, boolean/),
    ]);
  });

  it('is refused for an unknown flag and for viewers', async () => {
    const environment = await aFlag();
    const place = { environment, flagKey: 'nope', users: ['ann'] };
    const calls = (caller: Api, input: typeof place) => [
      () => caller.overrides.setUsers({ ...input, overrideType: 'include' }),
      () => caller.overrides.removeUsers(input),
      () => caller.overrides.revertUsers({ environment, flagKey: input.flagKey, version: 1 }),
    ];
    for (const call of calls(editor, place))
      expect(await failureFrom(call())).toMatchObject({ code: 'FLAG_NOT_FOUND' });
    for (const call of calls(api.as('viewer'), { ...place, flagKey })) {
      expect(await failureFrom(call())).toMatchObject({ code: 'FORBIDDEN' });
    }
  });

  it('is applied once if it is sent twice with the same Idempotency-Key', async () => {
    const environment = await aFlag();
    const sender = api.as('editor', { idempotencyKey: 'list-1' });
    const input = { environment, flagKey, users: ['ann', 'ben'], overrideType: 'include' as const };
    const first = await sender.overrides.setUsers(input);
    await removeUsers(environment, ['ann']);
    expect(await sender.overrides.setUsers(input)).toEqual(first);
    expect(await valuesFor(environment, ['ann', 'ben'])).toEqual([false, true]);
  });

  it('S400.6 is found in the trail by each of its users, and by no other', async () => {
    const environment = await aFlag();
    await setUsers(environment, ['ann', 'ben "quoted"']);
    await setUsers(environment, ['ann', 'cleo'], { reason: 'again' });
    await removeUsers(environment, ['ben "quoted"', 'cleo']);
    const actionsOf = async (target: string) =>
      (await api.as('admin').audit.list({ environment, target })).items.map(({ action }) => action);
    expect(await actionsOf('ann')).toEqual(['updated', 'created']);
    expect(await actionsOf('ben "quoted"')).toEqual(['removed', 'created']);
    expect(await actionsOf('cleo')).toEqual(['removed', 'updated']);
    expect(await actionsOf('zoe')).toEqual([]);
  });

  it('S400.6 is shown in the trail with its first users and the total, and stored whole', async () => {
    const environment = await aFlag();
    await setUsers(environment, named(1_000), { reason: 'many' });
    await removeUsers(environment, named(500));
    const { items } = await api.as('admin').audit.list({ environment, limit: 2 });
    expect(items.map(({ before, after }) => [before, after])).toEqual([
      [{ count: 500, users: expect.objectContaining({ length: 20 }) }, null],
      [null, { count: 1_000, users: expect.objectContaining({ length: 20 }) }],
    ]);
    expect(items[0]?.before).toMatchObject({
      users: [{ target: 'user-0' }, { target: 'user-1' }, ...Array(18).fill({})],
    });
    const stored = await api.services.database.query(
      `select jsonb_array_length(after->'users') as users from audit_entries where environment = $1 and after ? 'count'`,
      [environment],
    );
    expect(stored.rows).toEqual([{ users: 1_000 }]);
    expect(await api.as('admin').audit.verify({})).toMatchObject({ status: 'whole' });
  });
});
