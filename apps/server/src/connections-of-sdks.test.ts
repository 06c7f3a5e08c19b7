import type { SdkConnection, UnmappedFlags } from '@burgee/contracts';
import { Client, credentials } from '@grpc/grpc-js';
import { expect, it } from 'vitest';
import { loadSyncProtocol } from './flagd/protocol.ts';
import { callAsAdmin } from './test-keys.ts';
import { startTestServer } from './test-server.ts';

const environment = 'development';

it('15.7 lists who asked for flags: by protocol and key, at once, and not who was refused', async () => {
  await using burgee = await startTestServer();
  const newKey = async (name: string) =>
    (await callAsAdmin(burgee, 'keys.create', { kind: 'server', environment, name })) as {
      key: { id: string };
      secret: string;
    };
  const [shop, api] = [await newKey('shop'), await newKey('api')];
  const as = ({ secret }: { secret: string }) => ({ headers: { Authorization: `Bearer ${secret}` } });
  const list = async () => {
    const { body } = await burgee.request(`/api/admin/connections?environment=${environment}`, { as: 'viewer' });
    const { items } = body as { items: SdkConnection[] };
    return items.map(({ protocol, key }) => `${protocol} ${key?.name ?? 'without a key'}`).toSorted();
  };
  await burgee.request('/api/config/evaluate', { headers: { Authorization: 'Bearer srv_unknown' }, body: {} });
  await burgee.request('/api/admin/flags', { as: 'viewer' });
  expect(await list()).toEqual([]);

  await burgee.request('/api/config/evaluate', { ...as(shop), body: {} });
  await burgee.request('/api/config/flags', as(shop));
  await burgee.request('/api/sync/ruleset', as(api));
  await burgee.request('/api/config/flags');
  const connected = ['evaluation shop', 'evaluation without a key', 'sync api'];
  await expect.poll(list).toEqual(connected);

  await burgee.request(`/api/admin/keys/${shop.key.id}?environment=${environment}`, { as: 'admin', method: 'DELETE' });
  expect(await list()).toEqual(connected);
});

it('15.7 lists the flags that SDKs do not get: by default those of the protocols in use, and the reason', async () => {
  await using burgee = await startTestServer({ settings: { FLAGD_SYNC_PORT: '0' } });
  const flag = {
    environment,
    enabled: true,
    rollout: { schedule: { kind: 'fixed', percentage: 50 }, algorithm: 'sha256' },
  };
  for (const key of ['hashed', 'hashed-too']) await callAsAdmin(burgee, 'flags.create', { ...flag, key });
  await callAsAdmin(burgee, 'flags.create', { environment, key: 'plain' });
  const list = async (query: string) => {
    const path = `/api/admin/unmapped-flags?environment=${environment}&${query}`;
    return (await burgee.request(path, { as: 'viewer' })).body as UnmappedFlags;
  };
  expect(await list('')).toEqual({ items: [], total: 0 });

  const both = await list('protocols=flagd&protocols=unleash');
  expect(both.items.map(({ protocol, flagKey }) => `${protocol} ${flagKey}`).toSorted()).toEqual([
    'flagd hashed',
    'flagd hashed-too',
    'unleash hashed',
    'unleash hashed-too',
  ]);
  for (const { why } of both.items) expect(why).toMatch(/^[A-Z].*\.$/);
  expect(await list('protocols=flagd&limit=1')).toMatchObject({ items: [{ flagKey: 'hashed' }], total: 2 });

  const { secret } = (await callAsAdmin(burgee, 'keys.create', { kind: 'server', environment, name: 'shop' })) as {
    secret: string;
  };
  expect(await burgee.request('/api/client/features', { headers: { Authorization: secret } })).toMatchObject({
    status: 200,
  });
  await expect
    .poll(() => list('flagKey=hashed-too'))
    .toMatchObject({
      items: [{ protocol: 'unleash', flagKey: 'hashed-too' }],
      total: 1,
    });
});

it('15.7 lists providers of flagd, which ask over gRPC, and not those that were refused', async () => {
  await using burgee = await startTestServer({ settings: { FLAGD_SYNC_PORT: '0' } });
  const { secret } = (await callAsAdmin(burgee, 'keys.create', { kind: 'server', environment, name: 'go' })) as {
    secret: string;
  };
  const { path, requestSerialize } = loadSyncProtocol().service['FetchAllFlags'] ?? expect.fail('no such method');
  const client = new Client(`127.0.0.1:${burgee.server.flagdPort}`, credentials.createInsecure());
  const fetchAll = (selector: string) =>
    new Promise<void>((resolve, reject) => {
      const read = (answer: Buffer) => answer;
      client.makeUnaryRequest(path, requestSerialize, read, { selector }, (error) =>
        error ? reject(error) : resolve(),
      );
    });
  const list = async () => {
    const { body } = await burgee.request(`/api/admin/connections?environment=${environment}`, { as: 'viewer' });
    return (body as { items: SdkConnection[] }).items.map(({ protocol, key }) => [protocol, key?.name]);
  };
  await expect(fetchAll('srv_unknown')).rejects.toThrow('UNAUTHENTICATED');
  await fetchAll(secret);
  await expect.poll(list).toEqual([['flagd', 'go']]);
  client.close();
});
