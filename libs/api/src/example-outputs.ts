import { readFileSync } from 'node:fs';

/** The outputs of the examples of use cases, which `use-cases.test.ts` records and compares. By name. */
export function readExampleOutputs(): ReadonlyMap<string, unknown> {
  const text = readFileSync(new URL('./example-outputs.json', import.meta.url), 'utf8');
  return new Map(Object.entries(JSON.parse(text) as Record<string, unknown>));
}
