import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importUnleash } from './import-unleash.ts';
import { expectSame, oracleUnlessChance } from './test-compare.ts';
import { answer, compileImported } from './test-features.ts';
import { CONTEXT, STATE } from './test-states.ts';

describe('B.8 an imported flag', () => {
  it('gives every context the answer, the variant and the payload that its feature gave', () => {
    const compared = { off: 0, on: 0, variants: 0 };
    fc.assert(
      fc.property(STATE, fc.array(CONTEXT, { minLength: 1, maxLength: 8 }), (state, contexts) => {
        const imported = importUnleash(state);
        const compiled = compileImported(imported);
        for (const flag of imported.ruleset.flags) {
          for (const context of contexts) {
            const expected = oracleUnlessChance(state, flag.key, context);
            if (!expected) continue;
            expectSame(answer(compiled, flag.key, context), expected, flag, state);
            compared[expected.variant ? 'variants' : expected.isOn ? 'on' : 'off']++;
          }
        }
      }),
      { numRuns: 200 },
    );
    // A comparison of nothing would pass too.
    expect(Math.min(...Object.values(compared))).toBeGreaterThan(100);
  });
});
