import type { SdkConnection } from '@burgee/contracts';
import { expect, it } from 'vitest';
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
