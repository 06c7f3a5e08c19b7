import { contextFromUnleash, type UnleashContext } from '@burgee/importers';
import {
  asUnleashVariant,
  readUnleashSpecifications,
  type UnleashSpecification,
  type UnleashVariant,
} from '@burgee/testing';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCommands, type TestCommands } from '../test-commands.ts';

type Answer = Parameters<typeof asUnleashVariant>[0];
/** Asks the server for a feature, and returns the answer as one of Unleash. */
type Ask = (environment: string, feature: string, context: UnleashContext) => Promise<UnleashVariant>;

const specifications = readUnleashSpecifications();
const environmentOf = ({ name }: UnleashSpecification) => `unleash-${name.slice(0, 2)}`;

let cli: TestCommands;
beforeAll(async () => {
  cli = await startCommands();
});
afterAll(() => cli[Symbol.asyncDispose]());

/** By interface of the server. */
const INTERFACES: Readonly<Record<string, Ask>> = {
  evaluation: async (environment, feature, unleashContext) => {
    const { context, now } = contextFromUnleash(unleashContext);
    const input = { environment, context };
    const { evaluation } = cli.server.api;
    const { flags } = await (now === undefined
      ? evaluation.evaluateAll.query(input)
      : evaluation.explainAll.query({ ...input, at: new Date(now).toISOString() }));
    return asUnleashVariant(new Map(Object.entries<Answer>(flags)).get(feature) ?? {});
  },
};

/** The cases with an unexpected answer. */
async function findDifferences(ask: Ask, specification: UnleashSpecification): Promise<unknown[]> {
  const { tests, variantTests } = specification;
  const environment = environmentOf(specification);
  const cases = [
    ...tests.map((one) => ({ ...one, read: ({ feature_enabled: isOn }: UnleashVariant): unknown => isOn })),
    ...variantTests.map((one) => ({ ...one, read: (variant: UnleashVariant): unknown => variant })),
  ];
  const answered = await Promise.all(
    cases.map(async ({ description, toggleName, context, expectedResult, read }) => {
      const answer = await ask(environment, toggleName, context).then(read, String);
      return { description, expected: expectedResult, answer };
    }),
  );
  return answered.filter(({ expected, answer }) => !isEqual(expected, answer));
}

/** Whether the JSON is the same, apart from the order of fields. */
function isEqual(one: unknown, other: unknown): boolean {
  try {
    expect(one).toEqual(other);
    return true;
  } catch {
    return false;
  }
}

describe('15.6 the conformance cases of Unleash, imported by the command', () => {
  it.runIf(specifications.length > 0 || process.env['CI'])('are complete', () => {
    const counts = specifications.map(({ tests, variantTests }) => tests.length + variantTests.length);
    expect(counts).toHaveLength(14);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(142);
  });

  it.each(specifications)('have the expected results: $name', async (specification) => {
    const file = `${environmentOf(specification)}.json`;
    await writeFile(join(cli.folder, file), JSON.stringify(specification.state));
    const args = ['import', 'unleash', file, '--environment', environmentOf(specification)];
    const imported = await cli.burgee(args);
    expect([imported.status, imported.complaints]).toEqual([0, []]);
    for (const [name, ask] of Object.entries(INTERFACES))
      expect({ [name]: await findDifferences(ask, specification) }).toEqual({ [name]: [] });
  });
});
