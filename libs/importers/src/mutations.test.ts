import { DomainError } from '@burgee/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UnleashImport } from './import-state.ts';
import { importUnleash } from './import-unleash.ts';
import { expectSame, oracleUnlessChance } from './test-compare.ts';
import { answer, compileImported } from './test-features.ts';
import { mutated, MUTATION } from './test-mutations.ts';
import { NoReading } from './test-oracle-shape.ts';
import { understand, type Understood } from './test-oracle-understand.ts';
import { CONTEXT, STATE } from './test-states.ts';

/** Returns `undefined` if the state is rejected as a whole. */
function importOrRefuse(state: unknown): UnleashImport | undefined {
  try {
    return importUnleash(state);
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}

function understandOrRefuse(state: unknown): Understood | undefined {
  try {
    return understand(state);
  } catch (error) {
    if (error instanceof NoReading) return undefined;
    throw error;
  }
}

/** Every feature is either imported or named in the problems, but not both. */
function expectNamedOrImported(state: unknown, { ruleset, problems }: UnleashImport): void {
  const imported = new Set<string>(ruleset.flags.map((flag) => flag.key));
  const named = new Set(problems.map(({ feature }) => feature));
  (state as { features: unknown[] }).features.forEach((feature, index) => {
    const name = (feature as { name?: unknown } | null)?.name;
    const label = typeof name === 'string' ? name : `features[${index}]`;
    expect(
      `${label}: ${[imported.has(label) && 'imported', named.has(label) && 'named'].filter(Boolean).join()}`,
    ).toMatch(/: (imported|named)$/);
  });
}

describe('B.8 a state that is damaged or of another format', () => {
  it('is imported exactly or reported: a flag never differs from Unleash for the same state', () => {
    const seen = { named: 0, compared: 0 };
    const mutations = fc.array(MUTATION, { minLength: 1, maxLength: 3 });
    const contexts = fc.array(CONTEXT, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(STATE, mutations, contexts, (original, damage, contexts) => {
        const state = mutated(original, damage);
        const imported = importOrRefuse(state);
        if (!imported) return;
        const oracle = understandOrRefuse(state);
        if (!oracle) throw new Error('the state was imported, but is not what Unleash sends');
        expectNamedOrImported(state, imported);
        seen.named += imported.problems.length;
        const compiled = compileImported(imported);
        for (const flag of imported.ruleset.flags) {
          expect(oracle.features).toContain(flag.key);
          for (const context of contexts) {
            const expected = oracleUnlessChance(oracle.state, flag.key, context);
            if (!expected) continue;
            expectSame(answer(compiled, flag.key, context), expected, flag, oracle.state);
            seen.compared++;
          }
        }
      }),
      { numRuns: 300 },
    );
    // Without this check, reporting everything or nothing would pass too.
    expect(seen.compared).toBeGreaterThan(300);
    expect(seen.named).toBeGreaterThan(50);
  });
});
