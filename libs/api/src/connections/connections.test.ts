import type { EnvironmentKey, SdkProtocol } from '@burgee/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, startTestApi, type TestApi } from '../test-services.ts';
import { NO_PROTOCOL_USES } from './protocol-uses.ts';

let api: TestApi;
let admin: Api;
beforeAll(async () => {
  api = await startTestApi();
  admin = api.as('admin');
});
afterAll(() => api[Symbol.asyncDispose]());

async function use(environment: EnvironmentKey, protocol: string, keyId = ''): Promise<void> {
  api.services.protocolUses.mark(environment, protocol as SdkProtocol, keyId);
  NO_PROTOCOL_USES.mark(environment, 'sync', 'not recorded');
  await api.services.protocolUses.settled();
}

describe('15.7 connections', () => {
  it('name the key, unless there is none or it is unknown, and leave out protocols of newer servers', async () => {
    const environment = await api.newEnvironment();
    const { key } = await admin.keys.create({ kind: 'server', environment, name: 'shop' });
    await use(environment, 'ofrep', key.id);
    await use(environment, 'ofrep', 'deleted');
    await use(environment, 'evaluation');
    await use(environment, 'telepathy', key.id);
    const { items, flagd } = await admin.connections.list({ environment });
    expect(items.map(({ protocol, key }) => `${protocol} ${key?.name ?? 'without a key'}`).toSorted()).toEqual([
      'evaluation without a key',
      'ofrep ?',
      'ofrep shop',
    ]);
    expect(flagd).toBeNull();
  });

  it('have the flags that their SDKs do not get', async () => {
    const environment = await api.newEnvironment();
    const rollout = { schedule: { kind: 'fixed' as const, percentage: 50 }, algorithm: 'sha256' as const };
    for (const key of ['one', 'other']) await admin.flags.create({ environment, key, enabled: true, rollout });
    expect(await admin.connections.unmapped({ environment })).toEqual({ items: [], total: 0 });
    await use(environment, 'flagd');
    const unmapped = { protocol: 'flagd', why: expect.stringMatching(/^The flag .*\.$/) as string };
    expect(await admin.connections.unmapped({ environment })).toEqual({
      items: [
        { ...unmapped, flagKey: 'one' },
        { ...unmapped, flagKey: 'other' },
      ],
      total: 2,
    });
    expect(await admin.connections.unmapped({ environment, flagKey: 'other' })).toMatchObject({ total: 1 });
    const both = await admin.connections.unmapped({ environment, protocols: ['unleash', 'flagd'], limit: 3 });
    expect([both.items.length, both.total]).toEqual([3, 4]);
  });
});
