import { createFlagClient, fetchFlags } from '@burgee/client';
import { createTestFlags } from '@burgee/client/testing';
import assert from 'node:assert/strict';
import { flags } from '../flags.js';

const options = { url: String(process.env['BURGEE_URL']), flags, context: { userId: 'ann', plan: 'pro' as const } };
const client = createFlagClient(options);
assert.equal(client.get('color'), 'red');

await client.ready();
assert.equal(client.status().state, 'ready');
assert.equal(client.isEnabled('new-checkout'), true);
assert.equal(client.get('color'), 'blue');
assert.equal(client.get('upload-limit'), 25);
assert.deepEqual(client.get('limits'), { perDay: 5 });
// Without `close`: a client must not keep the process alive.

const fetched = await fetchFlags(options);
assert.equal(fetched.error, undefined);
assert.equal(fetched.get('color'), 'blue');

const test = createTestFlags(flags, { 'new-checkout': true });
assert.equal(test.client.isEnabled('new-checkout'), true);
test.set({ color: 'blue' });
assert.equal(test.client.get('color'), 'blue');
