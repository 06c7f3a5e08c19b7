import { createFlagClient } from '@burgee/client';
import { createFlagServer } from '@burgee/node';
import { BurgeeProvider } from '@burgee/openfeature/server';
import { BurgeeWebProvider } from '@burgee/openfeature/web';
import { OpenFeature } from '@openfeature/server-sdk';
import { OpenFeature as WebOpenFeature } from '@openfeature/web-sdk';
import assert from 'node:assert/strict';
import { flags } from '../flags.js';

const url = String(process.env['BURGEE_URL']);
const key = process.env['BURGEE_KEY'];
const ann = { targetingKey: 'ann' };

await OpenFeature.setProviderAndWait(new BurgeeProvider(createFlagServer({ url, key, flags })));
const client = OpenFeature.getClient();
assert.equal(await client.getBooleanValue('new-checkout', false, ann), true);
const { value, variant, flagMetadata } = await client.getStringDetails('color', 'red', ann);
assert.deepEqual([value, variant, typeof flagMetadata['version']], ['blue', 'blue', 'number']);
await OpenFeature.close();

const provider = new BurgeeWebProvider(createFlagClient({ url, key, flags }));
await WebOpenFeature.setProviderAndWait(provider, ann);
assert.equal(WebOpenFeature.getClient().getStringValue('color', 'red'), 'blue');
await WebOpenFeature.close();
