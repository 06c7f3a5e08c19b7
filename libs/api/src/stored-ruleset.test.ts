import { aFlag, aRuleset } from '@burgee/testing';
import { expect, it } from 'vitest';
import { readRuleset, rulesetKey, storeRuleset } from './stored-ruleset.ts';

const ruleset = aRuleset({ flags: [aFlag()] });
const asked = { origin: 'here', environment: ruleset.environment };
const text = String(storeRuleset('here', ruleset).get(rulesetKey(ruleset.environment)));

it('a stored ruleset is read unchanged', () => {
  expect(readRuleset(text, asked)).toEqual(ruleset);
});

it.each([
  ['from another database', text, { ...asked, origin: 'elsewhere' }],
  ['of another environment', text, { ...asked, environment: 'elsewhere' as never }],
  ['that is truncated', text.slice(0, -1), asked],
  ['of another shape', text.replace('"flags"', '"banners"'), asked],
  ['that is absent', undefined, asked],
])('one %s is a miss', (_what, stored, wanted) => {
  expect(readRuleset(stored, wanted)).toBeUndefined();
});
