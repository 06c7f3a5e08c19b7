import { Override, Ruleset } from '@burgee/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { overrides, rulesets } from './arbitraries.ts';

it('the rulesets and overrides of a search are valid and unchanged by their schemas', () => {
  fc.assert(
    fc.property(rulesets, overrides, (ruleset, found) => {
      expect(Ruleset.parse(ruleset)).toEqual(ruleset);
      for (const override of found) expect(Override.parse(override)).toEqual(override);
    }),
  );
});
