import { OFREPProvider } from '@openfeature/ofrep-provider';
import { OpenFeature } from '@openfeature/server-sdk';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Burgee, startBurgee } from '../../../apps/e2e/src/burgee.ts';

let burgee: Burgee;
beforeAll(async () => {
  burgee = await startBurgee();
});
afterAll(() => burgee[Symbol.asyncDispose]());

it('spine', async () => {
  await OpenFeature.setProviderAndWait(new OFREPProvider({ baseUrl: burgee.url }));
  const client = OpenFeature.getClient();
  console.log(await client.getBooleanDetails('wishlist-gallery', true, { targetingKey: 'ann' }));
  console.log(await client.getBooleanDetails('nothing', true, { targetingKey: 'ann' }));
  const answer = await fetch(`${burgee.url}/ofrep/v1/evaluate/flags`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ context: { targetingKey: 'ann' } }) });
  console.log(answer.status, answer.headers.get('etag'), JSON.stringify(await answer.json(), null, 1));
  expect(1).toBe(1);
});
