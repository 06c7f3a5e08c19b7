import type { EnvironmentKey } from '@burgee/contracts';
import { eventually } from '@burgee/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../access/caller.ts';
import { type Api, failureFrom, sessionOf, startTestApi, type TestApi } from '../test-services.ts';
import { evaluateOfrepFlag, evaluateOfrepFlags, manifestFor, ofrepScopeOf } from './evaluate.ts';

let api: TestApi;
let admin: Api;
let environment: EnvironmentKey;
const secrets: Record<'server' | 'web', string> = { server: '', web: '' };
beforeAll(async () => {
  api = await startTestApi();
  admin = api.as('admin');
  environment = await api.newEnvironment();
  await admin.flags.create({ environment, key: 'new-checkout' });
  for (const kind of ['server', 'web'] as const) {
    secrets[kind] = (await admin.keys.create({ kind, environment, name: kind })).secret;
    await eventually(() => expect(callerWith(secrets[kind])).toHaveProperty('key'));
  }
});
afterAll(() => api[Symbol.asyncDispose]());

const callerWith = (secret: string): Caller => api.services.keys.callerOf(secret);

describe('15.2 OFREP', () => {
  it('shows what decided only to callers who may know whom a flag targets', () => {
    const scopeOf = (caller: Caller) => ofrepScopeOf({ caller }, environment);
    expect(scopeOf({ problem: 'missing' })).toBe('public');
    expect(scopeOf(callerWith(secrets.web))).toBe('public');
    expect(scopeOf(callerWith(secrets.server))).toBe('full');
    expect(scopeOf({ session: sessionOf('viewer') })).toBe('full');
    const elsewhere = sessionOf('viewer', { reach: ['staging' as EnvironmentKey] });
    expect(scopeOf({ session: elsewhere })).toBe('public');
  });

  it('evaluates one flag or all of them, and knows which flags exist', async () => {
    const asked = { environment, context: { targetingKey: 'ann' } };
    const { services } = api;
    expect(await evaluateOfrepFlag(services, asked, 'full', 'new-checkout')).toMatchObject({ value: false });
    const { version, json } = await evaluateOfrepFlags(services, asked, 'full');
    expect(version).toBe(services.snapshots.ruleset(environment).version);
    expect(JSON.parse(json)).toMatchObject([{ key: 'new-checkout', value: false }]);
    expect(await failureFrom(evaluateOfrepFlag(services, asked, 'full', 'nowhere'))).toMatchObject({
      code: 'FLAG_NOT_FOUND',
    });
  });

  it('has a manifest for server keys', () => {
    const request = { services: api.services, caller: callerWith(secrets.server) };
    expect(manifestFor(request)).toMatchObject({ flags: [{ key: 'new-checkout' }] });
  });

  it('opens event streams with the token of a key', () => {
    const { keys, now } = api.services;
    const caller = callerWith(secrets.web);
    const token = keys.streamTokenOf(caller, now().getTime() / 1_000 + 60) ?? expect.fail('there is no token');
    expect(keys.callerOfStream(token)).toEqual(caller);
  });
});
