import { type CompiledRuleset, compileRuleset } from '@burgee/evaluator';
import { importUnleash } from '@burgee/importers';
import { readFile } from 'node:fs/promises';

/** Reads the flags that Unleash exported (`GET /api/client/features`), without those that cannot be converted exactly. */
export async function readRuleset(file: URL): Promise<CompiledRuleset> {
  const exported: unknown = JSON.parse(await readFile(file, 'utf8'));
  const { ruleset, problems } = importUnleash(exported);
  for (const { feature, message } of problems) console.warn(`${feature}: ${message}`);
  return compileRuleset(ruleset);
}
