import { DAY_MS, type EnvironmentKey } from '@burgee/contracts';
import { NOW } from '@burgee/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callByName, createExampleWorld, type ExampleWorld, manageAllFlags } from '../test-examples.ts';
import { failureFrom, startTestApi, type TestApi } from '../test-services.ts';
import type { UseCase } from '../use-case.ts';
import { USE_CASES } from '../use-cases.ts';

/** The use cases that may change a managed flag. */
const WAYS_OUT = ['environments.applyFile', 'flags.release'];

/** All flags and their lasting overrides. Flags that did not exist before are left out. */
async function readManaged({ services }: TestApi): Promise<unknown> {
  return services.database.read(async (em) => ({
    flags: await em.execute(`select * from feature_flags where managed_by is not null order by environment, flag_key`),
    users: await em.execute('select * from feature_flag_user_overrides order by flag_id, user_id'),
    everyone: await em.execute(`select * from feature_flag_overrides where type = 'global' order by flag_id`),
  }));
}

describe('14.5 a managed flag', () => {
  let world: ExampleWorld;
  /** For use cases that are refused: they change nothing else, either. */
  let shared: TestApi;
  beforeAll(async () => {
    world = await createExampleWorld();
    shared = await world.open();
    await manageAllFlags(shared);
  });
  afterAll(async () => {
    await shared[Symbol.asyncDispose]();
    await world[Symbol.asyncDispose]();
  });

  async function openManaged(useCase: UseCase): Promise<TestApi> {
    const api = await world.open(useCase);
    await manageAllFlags(api);
    return api;
  }

  const mutations = USE_CASES.filter(({ name, kind }) => kind === 'mutation' && !WAYS_OUT.includes(name));
  const examples = mutations.flatMap((useCase) => useCase.examples.map(({ input }) => ({ useCase, input })));
  it.each(examples)('is not changed by $useCase.name', async ({ useCase, input }) => {
    const isRefused = useCase.failures.includes('FLAG_MANAGED');
    await using own = isRefused ? undefined : await openManaged(useCase);
    const api = own ?? shared;
    const before = await readManaged(api);
    const failure = await callByName(api, useCase.name, input).then(
      () => undefined,
      () => failureFrom(callByName(api, useCase.name, input)),
    );
    expect(await readManaged(api)).toEqual(before);
    if (isRefused) expect(failure).toMatchObject({ code: 'FLAG_MANAGED' });
    else expect(failure).toBeUndefined();
  });

  it.each(WAYS_OUT)('is changed by %s', async (name) => {
    const useCase = USE_CASES.find((one) => one.name === name);
    await using api = await world.open(useCase);
    await manageAllFlags(api);
    const before = await readManaged(api);
    await callByName(api, name, useCase?.examples[0]?.input);
    expect(await readManaged(api)).not.toEqual(before);
  });
});

describe('14.5 a managed flag', () => {
  let api: TestApi;
  let environment: EnvironmentKey;
  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api[Symbol.asyncDispose]());

  const source = 'acme/flags/production.json';
  const key = 'checkout';

  async function applyManaged(fields: object = {}): Promise<void> {
    environment = await api.newEnvironment();
    const file = { burgee: 1 as const, environment: { key: environment }, flags: [{ key }], ...fields };
    await api.as('editor').environments.applyFile({ key: environment, file, managedBy: source });
  }

  it('says where it is managed, and where to change it', async () => {
    await applyManaged();
    const flag = { environment, key };
    expect(await api.as('viewer').flags.get(flag)).toMatchObject({
      managedBy: { kind: 'git', source, overrides: true },
    });
    const failure = await failureFrom(api.as('admin').flags.setEnabled({ ...flag, enabled: true }));
    expect(failure).toEqual({ code: 'FLAG_MANAGED', flagKey: key, source });
  });

  it('accepts emergency and testing overrides', async () => {
    await applyManaged();
    const flag = { environment, flagKey: key };
    await api.as('admin').overrides.setEmergency({ ...flag, value: true, reason: 'incident' });
    await api.as('admin').overrides.removeEmergency(flag);
    const expiresAt = new Date(NOW + DAY_MS / 2).toISOString();
    await api.as('editor').overrides.setTesting({ ...flag, testRunId: 'run', value: true, expiresAt });
    await api.as('editor').overrides.removeTesting({ ...flag, testRunId: 'run' });
  });

  it('accepts lasting overrides if its file leaves them out', async () => {
    await applyManaged({ overrides: false });
    const user = { environment, flagKey: key, userId: 'ann' };
    await api.as('editor').overrides.setUser({ ...user, overrideType: 'include' });
    await api.as('editor').overrides.removeUser(user);
  });

  it('can be changed once it is released, with an entry of its own', async () => {
    await applyManaged();
    const flag = { environment, key };
    const released = await api.as('editor').flags.release({ ...flag, reason: 'no network' });
    expect(released).toMatchObject({ managedBy: null, revision: 2 });
    const { items } = await api.as('viewer').audit.list({ environment, limit: 1 });
    expect(items[0]).toMatchObject({ action: 'updated', reason: 'no network', before: { managedBy: { source } } });
    expect(await api.as('editor').flags.setEnabled({ ...flag, enabled: true })).toMatchObject({ enabled: true });
    expect(await api.as('editor').flags.release({ ...flag, reason: 'again' })).toMatchObject({ revision: 3 });
  });

  it('is not managed again when it is reverted', async () => {
    await applyManaged();
    const flag = { environment, key };
    const { items } = await api.as('viewer').audit.list({ environment, type: 'flag' });
    await api.as('editor').flags.release({ ...flag, reason: 'no network' });
    await api.as('editor').flags.setEnabled({ ...flag, enabled: true });
    const number = items[0]?.number ?? 0;
    expect(await api.as('editor').flags.revert({ ...flag, number, to: 'after' })).toMatchObject({
      enabled: false,
      managedBy: null,
    });
  });

  it('does not keep others of a bulk change that leaves it as it is', async () => {
    await applyManaged();
    await api.as('editor').flags.create({ environment, key: 'other' });
    const bulk = { environment, keys: [key, 'other'] };
    expect(await api.as('editor').flags.bulk({ ...bulk, change: { kind: 'disable' } })).toEqual({
      changed: [],
      unchanged: [key, 'other'],
    });
    const enable = api.as('editor').flags.bulk({ ...bulk, change: { kind: 'enable' } });
    expect(await failureFrom(enable)).toMatchObject({ code: 'FLAG_MANAGED', flagKey: key });
  });
});
