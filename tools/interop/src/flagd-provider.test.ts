import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OpenFeature, ProviderEvents } from '@openfeature/server-sdk';
import { FlagdProvider } from '@openfeature/flagd-provider';
import { createServerKey } from '../../../apps/server/src/test-edge.ts';
import { newFlag, newFlagAt, startTestServer, type TestServer } from '../../../apps/server/src/test-server.ts';

let burgee: TestServer;
let key: string;
beforeAll(async () => {
  burgee = await startTestServer({ settings: { FLAGD_SYNC_PORT: '0' } });
  key = await createServerKey(burgee, 'development');
});
afterAll(() => burgee[Symbol.asyncDispose]());

it('x', async () => {
  const flag = await newFlagAt(burgee, 100);
  const provider = new FlagdProvider({
    resolverType: 'in-process',
    host: '127.0.0.1',
    port: burgee.server.flagdPort!,
    selector: key,
  });
  await OpenFeature.setProviderAndWait(provider);
  const client = OpenFeature.getClient();
  expect(await client.getBooleanDetails(flag, false, { targetingKey: 'ann' })).toMatchObject({
    value: true,
    variant: 'on',
  });
  await burgee.request(`/api/admin/flags/${flag}`, { as: 'editor', body: { enabled: false } });
  await expect.poll(() => client.getBooleanValue(flag, true)).toBe(false);
  await OpenFeature.close();
});
