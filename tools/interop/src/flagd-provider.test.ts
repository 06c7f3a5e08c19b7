import { FlagdProvider } from '@openfeature/flagd-provider';
import { OpenFeature } from '@openfeature/server-sdk';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createServerKey } from '../../../apps/server/src/test-edge.ts';
import { newFlagAt, startTestServer, type TestServer } from '../../../apps/server/src/test-server.ts';

let burgee: TestServer;
beforeAll(async () => {
  burgee = await startTestServer({ settings: { FLAGD_SYNC_PORT: '0' } });
});
afterAll(async () => {
  await OpenFeature.close();
  await burgee[Symbol.asyncDispose]();
});

it('15.4 an unchanged flagd provider evaluates in its process, and follows changes', async () => {
  const flag = await newFlagAt(burgee, 100);
  const provider = new FlagdProvider({
    resolverType: 'in-process',
    host: '127.0.0.1',
    port: burgee.server.flagdPort ?? expect.fail('flagd is not served'),
    selector: await createServerKey(burgee, 'development'),
  });
  await OpenFeature.setProviderAndWait(provider);
  const client = OpenFeature.getClient();
  const details = await client.getBooleanDetails(flag, false, { targetingKey: 'ann' });
  expect(details).toMatchObject({ value: true, variant: 'on' });
  await burgee.request(`/api/admin/flags/${flag}`, { as: 'editor', body: { enabled: false } });
  await expect.poll(() => client.getBooleanValue(flag, true)).toBe(false);
});
