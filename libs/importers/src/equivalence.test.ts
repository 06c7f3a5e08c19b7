import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importUnleash } from './import-unleash.ts';
import { expectSame, oracleUnlessChance } from './test-compare.ts';
import { answer, compileImported } from './test-features.ts';
import { CONTEXT, STATE } from './test-states.ts';

describe('B.8 an imported flag', () => {
  it('returns the same result, variant and payload as its feature for every context', () => {
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
    // Without this check, comparing nothing would pass too.
    expect(Math.min(...Object.values(compared))).toBeGreaterThan(100);
  });
});
