import { createDatabase } from '@burgee/testing';
import { expect, inject, it } from 'vitest';
import { newFlag, startTestServer, type TestServer } from './test-server.ts';

const environment = 'development';

async function usageOf({ request }: TestServer, key: string) {
  const input = encodeURIComponent(JSON.stringify({ environment, key, hours: 2 }));
  const { body } = await request(`/trpc/flags.usage?input=${input}`, { as: 'viewer' });
  const { hours } = (body as { result: { data: { hours: { counts: object[] }[] } } }).result.data;
  return hours.flatMap(({ counts }) => counts);
}

/** Reports what a program with a server key evaluated itself. Unknown flags and variants do not count (13.5). */
async function reportUsage({ request }: TestServer, flagKey: string): Promise<void> {
  const created = await request('/trpc/keys.create', { as: 'admin', body: { kind: 'server', environment, name: 'a' } });
  const { secret } = (created.body as { result: { data: { secret: string } } }).result.data;
  const sdk = { name: '@burgee/node', version: '0.1.0', instance: 'a1' };
  const counts = [
    { flagKey, variant: 'off', count: 5 },
    { flagKey, variant: null, count: 2 },
    { flagKey, variant: 'purple', count: 100 },
    { flagKey: 'nowhere', variant: 'on', count: 100 },
  ];
  const headers = { Authorization: `Bearer ${secret}` };
  expect(await request('/api/sync/usage', { headers, body: { sdk, counts } })).toMatchObject({ status: 202 });
}

it.each(['debug', 'info'])(
  'B.17 evaluations of two servers are counted after they have stopped (log level %s)',
  async (level) => {
    const databaseUrl = await createDatabase(inject('postgresUrl'));
    const settings = { LOG_LEVEL: level };
    let key = '';
    {
      await using first = await startTestServer({ databaseUrl, settings });
      await using second = await startTestServer({ databaseUrl, settings });
      key = await newFlag(first);
      // Both servers know the flag once they have evaluated it.
      for (const { request } of [first, second]) {
        await expect.poll(async () => (await request('/api/config/flags')).body).toHaveProperty([key]);
        await request('/api/config/flags', { as: 'viewer' });
        await request('/api/config/evaluate', { body: { flagKeys: [key] } });
        await request('/api/config/evaluate', { body: {} });
        await request('/api/config/evaluate', { headers: { 'Idempotency-Key': 'k' }, body: {} });
        await request('/api/config/evaluate', { as: 'viewer', body: { flagKeys: [key], explain: true } });
        await request(`/trpc/evaluation.evaluate?input=${encodeURIComponent(JSON.stringify({ flagKey: key }))}`);
      }
      await reportUsage(first, key);
      expect(await usageOf(first, key)).toEqual([]);
    }
    await using third = await startTestServer({ databaseUrl, settings });
    expect(await usageOf(third, key)).toEqual([
      { variant: null, count: 2 },
      { variant: 'off', count: 17 },
    ]);
  },
);
