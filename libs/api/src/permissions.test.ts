import { EnvironmentKey, type Session } from '@burgee/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, failureFrom, sessionOf, startTestApi, type TestApi } from './test-services.ts';

// Every procedure is tried with every role over HTTP in apps/server/src/roles.test.ts.

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ publicEvaluation: false });
});
afterAll(() => api[Symbol.asyncDispose]());

const [production, development] = ['production', 'development'].map((key) => EnvironmentKey.parse(key)) as [
  EnvironmentKey,
  EnvironmentKey,
];

function as(fields: Partial<Session>): Api {
  return api.withRole('viewer', fields);
}

describe('A1 roles by environment', () => {
  it('let an editor of one environment read another', async () => {
    const editor = as({ roles: { [development]: 'editor' } });
    await editor.flags.create({ environment: development, key: 'mine' });
    expect(await editor.flags.list({ environment: production })).toMatchObject({ items: [] });
    expect(await failureFrom(editor.flags.create({ environment: production, key: 'mine' }))).toEqual({
      code: 'FORBIDDEN',
      needs: 'editor',
      has: 'viewer',
      environment: 'production',
    });
  });

  it('limit an admin to a lower role in one environment, and keep the rest', async () => {
    const admin = as({ role: 'admin', roles: { [production]: 'viewer' } });
    await admin.environments.update({ key: development, name: 'Development' });
    expect(await failureFrom(admin.environments.update({ key: production, name: 'Mine' }))).toMatchObject({
      code: 'FORBIDDEN',
      has: 'viewer',
    });
    await admin.environments.create({ key: 'brand-new' });
  });

  it('grant nothing that concerns all environments', async () => {
    const local = as({ roles: { [development]: 'admin' } });
    expect(await failureFrom(local.environments.create({ key: 'mine' }))).toEqual({
      code: 'FORBIDDEN',
      needs: 'admin',
      has: 'viewer',
      environment: null,
    });
  });

  it('apply only in the environments within reach', async () => {
    const near = as({ role: 'admin', reach: [development] });
    await near.flags.list({ environment: development });
    await near.audit.list({ environment: development });
    const beyond = [
      [near.flags.list({ environment: production }), 'production'],
      [near.evaluation.evaluateAll({ environment: production, context: {} }), 'production'],
      [near.evaluation.explain({ environment: production, flagKey: 'a', context: {} }), 'production'],
      [near.audit.list({}), 'all environments'],
      [near.environments.list(), 'all environments'],
    ] as const;
    for (const [call, scope] of beyond) expect(await failureFrom(call)).toEqual({ code: 'TOKEN_SCOPE', scope });
  });

  it('must be global if the input names no environment', async () => {
    const local = as({ roles: { [development]: 'editor' } });
    for (const input of [undefined, null, 'development', { environment: { $ne: 1 } }, { environment: 'NO' }]) {
      const call = local.flags.create as (input: unknown) => Promise<unknown>;
      expect(await failureFrom(call(input))).toMatchObject({ code: 'FORBIDDEN', environment: null });
    }
  });
});

describe('A1 an unauthorized caller', () => {
  it('learns why there is no session', async () => {
    for (const problem of ['invalid', 'expired'] as const) {
      expect(await failureFrom(api.refused(problem).environments.list())).toEqual({ code: 'UNAUTHENTICATED', problem });
    }
  });

  it('is refused before the input is parsed', async () => {
    const call = api.as('viewer').flags.create as (input: unknown) => Promise<unknown>;
    expect(await failureFrom(call({ environment: 'production', nonsense: true }))).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('changed nothing', async () => {
    const admin = api.as('admin');
    await admin.flags.create({ environment: 'production', key: 'checkout' });
    const before = await admin.audit.list({});
    const target = { environment: 'production', key: 'checkout' };
    for (const caller of [api.anonymous, api.as('viewer')]) {
      await failureFrom(caller.flags.update({ ...target, enabled: true }));
      await failureFrom(caller.flags.setEnabled({ ...target, enabled: true }));
      await failureFrom(caller.flags.delete(target));
      await failureFrom(caller.flags.create({ ...target, key: 'other' }));
      await failureFrom(caller.environments.update({ key: 'production', name: 'Mine' }));
    }
    await failureFrom(api.as('editor').environments.create({ key: 'mine' }));
    expect(await admin.audit.list({})).toEqual(before);
  });
});

describe('session.me', () => {
  it('returns the caller’s session', async () => {
    expect(await api.as('editor').session.me()).toEqual(sessionOf('editor'));
  });

  it('is null without a token', async () => {
    expect(await api.anonymous.session.me()).toBeNull();
  });
});
