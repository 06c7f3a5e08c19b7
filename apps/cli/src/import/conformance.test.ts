import { readUnleashSpecifications, type UnleashSpecification, type UnleashVariant } from '@burgee/testing';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCommands, type TestCommands } from '../test-commands.ts';
import { type Interface, interfacesOf } from './test-interfaces.ts';

const specifications = readUnleashSpecifications();
const environmentOf = ({ name }: UnleashSpecification) => `unleash-${name.slice(0, 2)}`;

let cli: TestCommands;
let interfaces: ReturnType<typeof interfacesOf>;
beforeAll(async () => {
  cli = await startCommands();
  interfaces = interfacesOf(cli.server);
});
afterAll(() => cli[Symbol.asyncDispose]());

/** The cases whose contexts an interface can carry. */
function casesFor({ cannotCarry = {} }: Interface, { tests, variantTests }: UnleashSpecification) {
  const cases = [
    ...tests.map((one) => ({ ...one, read: ({ feature_enabled: isOn }: UnleashVariant): unknown => isOn })),
    ...variantTests.map((one) => ({ ...one, read: (variant: UnleashVariant): unknown => variant })),
  ];
  return cases.filter(({ context }) => !Object.keys(cannotCarry).some((field) => field in context));
}

/** The cases with an unexpected answer. */
async function findDifferences(one: Interface, specification: UnleashSpecification): Promise<unknown[]> {
  const environment = environmentOf(specification);
  const answered = await Promise.all(
    casesFor(one, specification).map(async ({ description, toggleName, context, expectedResult, read }) => {
      const answer = await one.ask(environment, toggleName, context).then(read, String);
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
    expect(specifications).toHaveLength(14);
    const counts = Object.entries(interfaces).map(([name, one]) => {
      const cases = specifications.flatMap((specification) => casesFor(one, specification));
      return [name, cases.length];
    });
    expect(Object.fromEntries(counts)).toEqual({ evaluation: 142, '/api/frontend': 142, OFREP: 134 });
  });

  it.each(specifications)('have the expected results: $name', async (specification) => {
    const file = `${environmentOf(specification)}.json`;
    await writeFile(join(cli.folder, file), JSON.stringify(specification.state));
    const args = ['import', 'unleash', file, '--environment', environmentOf(specification)];
    const imported = await cli.burgee(args);
    expect([imported.status, imported.complaints]).toEqual([0, []]);
    for (const [name, one] of Object.entries(interfaces))
      expect({ [name]: await findDifferences(one, specification) }).toEqual({ [name]: [] });
  });
});
