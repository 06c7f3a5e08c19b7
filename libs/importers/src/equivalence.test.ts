import type { Evaluation, FlagConfig } from '@burgee/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UnleashContext } from './context.ts';
import { importUnleash } from './import-unleash.ts';
import { answer, compileImported } from './test-features.ts';
import { Chance, oracleAnswer, type OracleAnswer, type OracleState } from './test-oracle.ts';
import { CONTEXT, STATE } from './test-states.ts';

/** Of what chance decides there is no same answer; see `shares.test.ts`. */
function oracleUnlessChance(state: OracleState, name: string, context: UnleashContext): OracleAnswer | undefined {
  try {
    return oracleAnswer(state, name, context);
  } catch (error) {
    if (error instanceof Chance) return undefined;
    throw error;
  }
}

/** Names that Unleash could give for a feature: what is on without a variant must have none of them. */
function variantNames(state: OracleState, key: string): string[] {
  const feature = state.features.find(({ name }) => name === key);
  const lists = [feature?.variants, ...(feature?.strategies ?? []).map((strategy) => strategy.variants)];
  return lists.flatMap((list) => list ?? []).map(({ name }) => name);
}

function expectSame(given: Evaluation, { isOn, variant }: OracleAnswer, flag: FlagConfig, state: OracleState): void {
  expect(given.enabled).toBe(isOn);
  if (variant === 'chance') {
    expect(variantNames(state, flag.key)).toContain(given.variant);
  } else if (variant) {
    const { name, payload } = variant;
    expect(given.variant).toBe(name);
    expect(given.value).toEqual(flag.type === 'json' ? { ...payload } : (payload?.value ?? name));
  } else if (flag.type === 'boolean') {
    expect(given.value).toBe(isOn);
  } else if (isOn) {
    expect(variantNames(state, flag.key)).not.toContain(given.variant);
  } else {
    expect(given).not.toHaveProperty('variant');
  }
}

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
      { numRuns: 1_000 },
    );
    // A comparison of nothing would pass too.
    expect(Math.min(...Object.values(compared))).toBeGreaterThan(500);
  });
});
