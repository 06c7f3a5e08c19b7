import { createFlagLookup } from '@burgee/flags';
import assert from 'node:assert/strict';
import { flags } from '../flags.js';

const problems: string[] = [];
const read = { fallback: undefined, onProblem: ({ flagKey }: { flagKey: string }) => problems.push(flagKey) };
const lookup = createFlagLookup(flags);

assert.equal(lookup.read('color', { ...read, value: 'blue' }), 'blue');
assert.equal(lookup.read('color', { ...read, value: 'green' }), 'red');
assert.equal(lookup.read('upload-limit', { ...read, value: undefined }), 10);
assert.deepEqual(problems, ['color']);
