import type { Evaluation } from '@burgee/contracts';
import type { CompiledRuleset } from '@burgee/evaluator';
import { jsonNames } from './json-names.ts';

/**
 * Writes the answers of all flags as a JSON object of booleans, without building that object. Measured gain (ADR 0045): 28,400
 * requests per second instead of 25,000.
 */
export function writeBooleans(ruleset: CompiledRuleset, answers: readonly Evaluation[]): string {
  const names = jsonNames(ruleset);
  let json = '';
  for (let index = 0; index < answers.length; index++) {
    json += (index === 0 ? '{' : ',') + (names[index] as string) + String(answers[index]?.enabled);
  }
  return answers.length === 0 ? '{}' : `${json}}`;
}
