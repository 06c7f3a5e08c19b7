import { NOW } from '@burgee/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCaller } from '../router.ts';
import { type Api, failureFrom, sessionOf, startTestApi, type TestApi } from '../test-services.ts';

let api: TestApi;
let admin: Api;
let viewer: Api;
beforeAll(async () => {
  api = await startTestApi();
  admin = api.as('admin');
  viewer = api.as('viewer');
});
afterAll(() => api[Symbol.asyncDispose]());

const createdAt = new Date(NOW).toISOString();

describe('an environment', () => {
  it('created with only a key is named by it, forbids session overrides and is not production', async () => {
    const environment = await admin.environments.create({ key: 'qa' });
    expect(environment).toEqual({
      key: 'qa',
      name: 'qa',
      permitsSessionOverrides: false,
      isProduction: false,
      bucketing: 'standard',
      color: 'gray',
      version: 1,
      createdAt,
    });
    expect(await viewer.environments.get({ key: 'qa' })).toEqual(environment);
  });

  it('can be used as soon as it is created', async () => {
    await admin.environments.create({ key: 'fresh', name: 'Fresh', permitsSessionOverrides: true });
    await admin.flags.create({ environment: 'fresh', key: 'checkout' });
    expect(await viewer.evaluation.evaluateAll({ environment: 'fresh' })).toMatchObject({
      version: 2,
      flags: { checkout: { value: false } },
    });
  });

  it('is listed', async () => {
    await admin.environments.create({ key: 'listed' });
    const keys = (await viewer.environments.list()).map(({ key }) => key);
    expect(keys).toEqual(expect.arrayContaining(['development', 'listed', 'production']));
  });

  it('is updated field by field, with a new version each time', async () => {
    await admin.environments.create({ key: 'edited', name: 'Before' });
    expect(await admin.environments.update({ key: 'edited', permitsSessionOverrides: true })).toMatchObject({
      name: 'Before',
      permitsSessionOverrides: true,
      version: 2,
    });
    expect(await admin.environments.update({ key: 'edited', name: 'After' })).toMatchObject({
      name: 'After',
      permitsSessionOverrides: true,
      version: 3,
    });
    expect(api.services.snapshots.ruleset('edited' as never)).toMatchObject({
      version: 3,
      permitsSessionOverrides: true,
    });
  });

  it('keeps the production mark and color that an admin sets', async () => {
    const looks = { isProduction: true, color: 'red' } as const;
    expect(await admin.environments.create({ key: 'shop', ...looks })).toMatchObject(looks);
    expect(await admin.environments.update({ key: 'shop', color: 'pink' })).toMatchObject({ ...looks, color: 'pink' });
    expect(await admin.environments.update({ key: 'shop', isProduction: false })).toMatchObject({
      isProduction: false,
    });
    expect(await viewer.environments.get({ key: 'shop' })).toMatchObject({ isProduction: false, color: 'pink' });
    const { items } = await viewer.audit.list({ environment: 'shop', type: 'environment' });
    expect(items[0]).toMatchObject({ before: { isProduction: true }, after: { isProduction: false } });
  });

  it('refuses a color that screens do not know', async () => {
    const call = admin.environments.create({ key: 'odd', color: 'url(//evil)' as never });
    expect(await failureFrom(call)).toMatchObject({ code: 'VALIDATION_FAILED', details: [{ path: 'color' }] });
  });

  it('has a unique key', async () => {
    expect(await failureFrom(admin.environments.create({ key: 'production', name: 'Mine' }))).toEqual({
      code: 'KEY_TAKEN',
      subject: 'environment',
      key: 'production',
      archived: false,
    });
    expect(await viewer.environments.get({ key: 'production' })).toMatchObject({ name: 'Production' });
  });

  it('A19 is created once by 20 concurrent requests, and the others are refused', async () => {
    const calls = Array.from({ length: 20 }, () => admin.environments.create({ key: 'contested' }));
    const results = await Promise.allSettled(calls);
    const refused = calls.filter((_, index) => results[index]?.status === 'rejected');
    expect(refused).toHaveLength(19);
    for (const call of refused) expect(await failureFrom(call)).toMatchObject({ code: 'KEY_TAKEN' });
    const { items } = await viewer.audit.list({ environment: 'contested' });
    expect(items).toHaveLength(1);
  });

  it('that does not exist is reported with the ones that do', async () => {
    const calls = [viewer.environments.get({ key: 'nowhere' }), admin.environments.update({ key: 'nowhere' })];
    for (const failure of await Promise.all(calls.map(failureFrom))) {
      expect(failure).toMatchObject({
        code: 'ENVIRONMENT_NOT_FOUND',
        existing: expect.arrayContaining(['development', 'production']),
      });
    }
  });

  it.each(['', 'Production', '1st', 'with space', 'a'.repeat(21), 'a/b', '../x'])(
    'cannot have the key %j',
    async (key) => {
      expect(await failureFrom(admin.environments.create({ key }))).toMatchObject({
        code: 'VALIDATION_FAILED',
        details: [{ path: 'key' }],
      });
    },
  );

  it('F1.7 records its changes in the audit trail', async () => {
    await admin.environments.create({ key: 'audited', reason: 'for a trial' });
    await admin.environments.update({ key: 'audited', name: 'Trial' });
    const { items } = await viewer.audit.list({ environment: 'audited', type: 'environment' });
    expect(items.find(({ action }) => action === 'created')).toMatchObject({
      actor: 'admin@example.org',
      at: createdAt,
      version: 1,
      reason: 'for a trial',
      before: null,
      after: { key: 'audited' },
    });
    expect(items.find(({ action }) => action === 'updated')).toMatchObject({
      version: 2,
      before: { name: 'audited' },
      after: { name: 'Trial' },
    });
  });
});

describe('B.5 the stream of all changes', () => {
  it('sends every current version, then each change, including those of keys and people', async () => {
    const client = new AbortController();
    const caller = createCaller(
      { services: api.services, caller: { session: sessionOf('viewer') } },
      { signal: client.signal },
    );
    const environment = await api.newEnvironment();
    const events = (await caller.environments.changes())[Symbol.asyncIterator]();
    const next = async () => (await events.next()).value as unknown;
    const known = Object.keys(api.services.snapshots.status().versions);
    const first = [];
    for (const _ of known) first.push(await next());
    expect(first).toContainEqual({ environment, version: 1 });
    await api.as('editor').flags.create({ environment, key: 'checkout' });
    expect(await next()).toEqual({ environment, version: 2 });
    await api.as('admin').keys.create({ kind: 'server', environment, name: 'Shop' });
    expect(await next()).toEqual({ environment: null, version: expect.any(Number) });
    client.abort();
    expect(await events.next()).toMatchObject({ done: true });
  });

  it('ends when the server stops', async () => {
    const server = new AbortController();
    const services = { ...api.services, stopping: server.signal };
    const events = (await createCaller({ services, caller: { session: sessionOf('viewer') } }).environments.changes())[
      Symbol.asyncIterator
    ]();
    await events.next();
    server.abort();
    while (!(await events.next()).done);
  });
});
