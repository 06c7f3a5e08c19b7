/// <reference types="node" />
import type { Evaluation, FlagConfig } from '@burgee/contracts';
import type { CompiledRuleset } from '@burgee/evaluator';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { UnleashContext } from './context.ts';
import { importUnleash } from './import-unleash.ts';
import { answer, compileImported, type Json } from './test-features.ts';
import { type OracleAnswer, oracleAnswer, type OracleState } from './test-oracle.ts';

// Unleash's client specification belongs to someone else, so it is read from outside the project and not copied into it.
const folder = fileURLToPath(new URL('../../../../shared/conformance/unleash/', import.meta.url));
const isThere = existsSync(folder);
if (!isThere) console.warn(`SKIPPED: the conformance of the Unleash import, because there is no ${folder}`);

type Case<T> = { description: string; context: UnleashContext; toggleName: string; expectedResult: T };
type Specification = { name: string; state: OracleState; tests?: Case<boolean>[]; variantTests?: Case<Json>[] };

const specifications = !isThere
  ? []
  : readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .map((file) => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Specification);

/** A result in Unleash's format. */
function unleashVariant({ enabled, variant, value }: Evaluation, flag: FlagConfig | undefined): Json {
  if (!flag || !enabled || flag.type === 'boolean')
    return { name: 'disabled', enabled: false, feature_enabled: enabled };
  return {
    name: variant,
    payload: { type: flag.type, value: typeof value === 'string' ? value : JSON.stringify(value) },
    enabled: true,
    feature_enabled: true,
  };
}

/** The result of the oracle of `equivalence.test.ts` in Unleash's format. */
function oracleVariant({ isOn, variant }: OracleAnswer): Json {
  if (!variant || variant === 'chance') return { name: 'disabled', enabled: false, feature_enabled: isOn };
  return { name: variant.name, payload: variant.payload, enabled: true, feature_enabled: true };
}

function answerCase(compiled: CompiledRuleset, { toggleName, context }: Case<unknown>) {
  return { given: answer(compiled, toggleName, context), flag: compiled.flags.get(toggleName)?.config };
}

describe('B.8 the conformance cases of Unleash', () => {
  it.runIf(isThere || process.env['CI'])('are complete', () => {
    expect(specifications).toHaveLength(14);
    const cases = specifications.flatMap(({ tests = [], variantTests = [] }) => [...tests, ...variantTests]);
    expect(cases).toHaveLength(142);
  });

  describe.each(specifications)('$name', ({ state, tests = [], variantTests = [] }) => {
    const imported = importUnleash(state);
    const compiled = compileImported(imported);
    const oracle = ({ toggleName, context }: Case<unknown>) => oracleAnswer(state, toggleName, context);

    it('is imported without problems', () => expect(imported.problems).toEqual([]));

    it.each(tests)('$description', (test) => {
      expect(answerCase(compiled, test).given.enabled).toBe(test.expectedResult);
      expect(oracle(test).isOn).toBe(test.expectedResult);
    });

    it.each(variantTests)('$description', (test) => {
      const { given, flag } = answerCase(compiled, test);
      expect(unleashVariant(given, flag)).toEqual(test.expectedResult);
      expect(oracleVariant(oracle(test))).toEqual(test.expectedResult);
    });
  });
});
