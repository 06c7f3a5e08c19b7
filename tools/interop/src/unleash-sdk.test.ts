import { Unleash } from 'unleash-client';
import { UnleashClient } from 'unleash-proxy-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKey } from '../../../apps/server/src/test-keys.ts';
import { newFlag, newFlagAt, startTestServer, type TestServer } from '../../../apps/server/src/test-server.ts';

let burgee: TestServer;
let serverKey: string;
let webKey: string;
const clients: Unleash[] = [];
beforeAll(async () => {
  burgee = await startTestServer();
  serverKey = (await createKey(burgee, { kind: 'server', environment: 'development' })).secret;
  webKey = (await createKey(burgee, { kind: 'web', environment: 'development' })).secret;
});
afterAll(async () => {
  for (const client of clients) client.destroy();
  await burgee[Symbol.asyncDispose]();
});

describe('an unchanged unleash-client', () => {
  it('sees a flag', async () => {
    const key = await newFlagAt(burgee, 100);
    const client = new Unleash({ url: `${burgee.url}/api/`, appName: 'test', customHeaders: { Authorization: serverKey }, refreshInterval: 100 });
    clients.push(client);
    await new Promise((resolve) => client.once('synchronized', resolve));
    expect(client.isEnabled(key, { userId: 'ada' })).toBe(true);
  });
});
