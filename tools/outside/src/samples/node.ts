import { createFlagServer } from '@burgee/node';
import { featureFlags, requireFlag } from '@burgee/node/express';
import express from 'express';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { flags } from '../flags.js';

const snapshot = join(mkdtempSync(join(tmpdir(), 'burgee-')), 'flags.json');
const burgee = createFlagServer({
  url: String(process.env['BURGEE_URL']),
  key: process.env['BURGEE_KEY'],
  flags,
  snapshot,
  onProblem: (problem) => assert.fail(problem.message),
});
await burgee.ready();
assert.deepEqual([burgee.status().state, burgee.status().source], ['ready', 'server']);

const ann = await burgee.for({ userId: 'ann' });
assert.deepEqual([ann.isEnabled('new-checkout'), ann.get('color'), ann.get('upload-limit')], [true, 'blue', 25]);
assert.equal(ann.explain('color').variant, 'blue');
assert.equal(ann.bootstrap()?.flags['color']?.value, 'blue');

const app = express();
app.use(featureFlags(burgee, (request) => ({ userId: String(request.query['userId']) })));
app.get('/checkout', requireFlag('new-checkout'), (request, response) => {
  response.json({ color: request.flags.get('color') });
});
const server = app.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
assert.deepEqual(await (await fetch(`http://127.0.0.1:${port}/checkout?userId=ann`)).json(), { color: 'blue' });
server.close();
await burgee.close();

// The snapshot serves flags while no server can be reached. Not closed: it does not keep the process alive.
const away = createFlagServer({
  url: String(process.env['BURGEE_URL']),
  key: process.env['BURGEE_KEY'],
  flags,
  snapshot,
  runtime: {
    fetch: () => Promise.reject(new Error('no route to host')),
  },
});
await away.ready();
assert.equal(away.status().source, 'snapshot');
assert.equal((await away.for({ userId: 'ann' })).get('color'), 'blue');
