import { createFlagServer } from '@burgee/node';
import { featureFlags } from '@burgee/node/express';
import { createTestFlags } from '@burgee/node/express/testing';
import type { Express } from 'express';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { it } from 'node:test';
import { createApp } from './app.js';
import { flags } from './flags.js';

/** Returns the text at a path of the application. */
async function textAt(app: Express, path: string): Promise<string> {
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    return await (await fetch(`http://127.0.0.1:${port}${path}`)).text();
  } finally {
    server.close();
  }
}

it('shows the checkout of the flag, and leads away from what is off', async () => {
  const test = createTestFlags(flags, { 'new-checkout': true });
  const app = createApp(test.middleware);

  assert.equal(await textAt(app, '/'), 'The new checkout');
  assert.equal(await textAt(app, '/pay'), 'Paid');
  test.set({ 'new-checkout': false });
  assert.equal(await textAt(app, '/'), 'The old checkout');
  assert.equal(await textAt(app, '/pay'), 'The old checkout');
});

it('shows what the declaration says while Burgee cannot be reached', async () => {
  const burgee = createFlagServer({ url: 'http://localhost:1', key: 'srv_none', flags });
  const app = createApp(featureFlags(burgee, () => ({ userId: 'ann' })));

  assert.equal(await textAt(app, '/'), 'The old checkout');
  await burgee.close();
});
