import { createFlagClient } from '@burgee/client';
import assert from 'node:assert/strict';
import { flags } from '../flags.js';

const client = createFlagClient({
  url: String(process.env['BURGEE_URL']),
  flags,
  context: { userId: 'ann', plan: 'pro' },
});
assert.equal(client.get('color'), 'red');

await client.ready();
assert.equal(client.status().state, 'ready');
assert.equal(client.isEnabled('new-checkout'), true);
assert.equal(client.get('color'), 'blue');
assert.equal(client.get('upload-limit'), 25);
assert.deepEqual(client.get('limits'), { perDay: 5 });
client.close();
