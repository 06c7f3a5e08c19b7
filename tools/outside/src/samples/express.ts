import { compileRuleset } from '@burgee/evaluator';
import { featureFlags, requireFlag } from '@burgee/express';
import { importUnleash } from '@burgee/importers';
import express from 'express';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { flags } from '../flags.js';

const feature = {
  name: 'new-checkout',
  enabled: true,
  strategies: [{ name: 'userWithId', parameters: { userIds: 'ann' } }],
};
const compiled = compileRuleset(importUnleash({ version: 2, features: [feature], segments: [] }).ruleset);

const app = express();
app.use(
  featureFlags({
    flags,
    contextOf: (request) => ({ userId: String(request.query['userId']) }),
    ruleset: () => compiled,
  }),
);
app.get('/checkout', requireFlag('new-checkout'), (request, response) => {
  response.json({ color: request.featureFlags.get('color') });
});

const server = app.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
const get = (userId: string) => fetch(`http://127.0.0.1:${port}/checkout?userId=${userId}`);

assert.deepEqual(await (await get('ann')).json(), { color: 'red' });
assert.equal((await get('bob')).status, 404);
server.close();
