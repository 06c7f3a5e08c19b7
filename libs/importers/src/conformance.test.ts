import { asUnleashVariant, readUnleashSpecifications, type UnleashCase, type UnleashVariant } from '@burgee/testing';
import { describe, expect, it } from 'vitest';
import { importUnleash } from './import-unleash.ts';
import { answer, compileImported } from './test-features.ts';
import { type OracleAnswer, oracleAnswer, type OracleState } from './test-oracle.ts';

const specifications = readUnleashSpecifications();

/** The result of the oracle of `equivalence.test.ts` in Unleash's format. */
function oracleVariant({ isOn, variant }: OracleAnswer): UnleashVariant {
  if (!variant || variant === 'chance') return { name: 'disabled', enabled: false, feature_enabled: isOn };
  return { name: variant.name, payload: variant.payload, enabled: true, feature_enabled: true };
}

describe('B.8 the conformance cases of Unleash', () => {
  it.runIf(specifications.length > 0 || process.env['CI'])('are complete', () => {
    expect(specifications).toHaveLength(14);
    const cases = specifications.flatMap(({ tests, variantTests }) => [...tests, ...variantTests]);
    expect(cases).toHaveLength(142);
  });

  describe.each(specifications)('$name', ({ state, tests, variantTests }) => {
    const imported = importUnleash(state);
    const compiled = compileImported(imported);
    const oracle = ({ toggleName, context }: UnleashCase<unknown>) =>
      oracleAnswer(state as OracleState, toggleName, context);

    it('is imported without problems', () => expect(imported.problems).toEqual([]));

    it.each(tests)('$description', (test) => {
      expect(answer(compiled, test.toggleName, test.context).enabled).toBe(test.expectedResult);
      expect(oracle(test).isOn).toBe(test.expectedResult);
    });

    it.each(variantTests)('$description', (test) => {
      expect(asUnleashVariant(answer(compiled, test.toggleName, test.context))).toEqual(test.expectedResult);
      expect(oracleVariant(oracle(test))).toEqual(test.expectedResult);
    });
  });
});
