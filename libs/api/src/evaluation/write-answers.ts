import type { Evaluation, EvaluationReason, VariantKey } from '@burgee/contracts';
import { type CompiledRuleset, publicEvaluation } from '@burgee/evaluator';
import { type JsonName, jsonNames } from './json-names.ts';

/** The JSON of one result of a flag. Within a ruleset, variant and reason determine the rest. */
type Written = { readonly variant: VariantKey | undefined; readonly reason: EvaluationReason; readonly json: string };

/** The results written so far, by the flag's place in the ruleset. */
const writtenByRuleset = new WeakMap<CompiledRuleset, Written[][]>();

/**
 * Writes the public answers of all flags as a JSON object, and each result of a flag only once per ruleset. Measured gain (ADR
 * 0051): 34 µs of JavaScript per request instead of 46 µs.
 */
export function writeAnswers(ruleset: CompiledRuleset, answers: readonly Evaluation[]): string {
  const names = jsonNames(ruleset);
  const written = writtenOf(ruleset);
  let json = '';
  for (let index = 0; index < answers.length; index++) {
    json += (names[index] as JsonName) + writeAnswer((written[index] ??= []), answers[index] as Evaluation);
  }
  return answers.length === 0 ? '{}' : `${json}}`;
}

function writeAnswer(written: Written[], answer: Evaluation): string {
  const { variant, reason, value, errorCode } = answer;
  // Errors, and values of overrides that are not among the variants: there may be any number of them.
  if (errorCode !== undefined || (variant === undefined && value !== undefined))
    return JSON.stringify(publicEvaluation(answer));
  for (const known of written) if (known.variant === variant && known.reason === reason) return known.json;
  const json = JSON.stringify(publicEvaluation(answer));
  written.push({ variant, reason, json });
  return json;
}

function writtenOf(ruleset: CompiledRuleset): Written[][] {
  const known = writtenByRuleset.get(ruleset);
  if (known) return known;
  const written = new Array<Written[]>(ruleset.flags.size);
  writtenByRuleset.set(ruleset, written);
  return written;
}
