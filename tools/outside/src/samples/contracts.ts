import { CreateFlagInput, describeFailure, FlagKey } from '@burgee/contracts';
import assert from 'node:assert/strict';

const created = CreateFlagInput.parse({ environment: 'production', key: 'new-checkout' });
const key: FlagKey = created.key;

assert.equal(key, FlagKey.parse('new-checkout'));
assert.equal(CreateFlagInput.safeParse({ environment: 'production', key: '' }).success, false);
assert.match(describeFailure({ code: 'FLAG_NOT_FOUND', flagKey: 'a', environment: 'production' }).message, /"a"/);
