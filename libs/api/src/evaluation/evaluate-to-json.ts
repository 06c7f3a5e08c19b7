import type { FlagKey, RulesetVersion } from '@burgee/contracts';
import { evaluateAll, timingOf } from '@burgee/evaluator';
import type { EvaluationServices } from '../context.ts';
import { evaluateMany } from './evaluate.ts';
import { type EvaluationInputs, inputsNow, loadInputs, type Question } from './inputs.ts';
import { writeAnswers } from './write-answers.ts';
import { writeBooleans } from './write-booleans.ts';

/** Evaluations as the JSON that REST sends, for routes that every client requests. */

/** The JSON of what `evaluateFlags` returns. */
export async function evaluateToJson(
  services: EvaluationServices,
  question: Question,
  flagKeys?: readonly FlagKey[],
): Promise<string> {
  return writeJson(services, question, await loadInputs(services, question), flagKeys);
}

/** Evaluates synchronously; returns `undefined` if an override has to be fetched first. */
export function evaluateToJsonNow(
  services: EvaluationServices,
  question: Question,
  flagKeys?: readonly FlagKey[],
): string | undefined {
  const inputs = inputsNow(services, question);
  return inputs && writeJson(services, question, inputs, flagKeys);
}

function writeJson(
  services: EvaluationServices,
  question: Question,
  inputs: EvaluationInputs,
  flagKeys?: readonly FlagKey[],
): string {
  if (flagKeys) return JSON.stringify(evaluateMany(services, question, inputs, flagKeys));
  const { environment, context } = question;
  const { ruleset, options } = inputs;
  const answers = evaluateAll(ruleset, context, options);
  services.usage.countAll(ruleset, answers, options.now);
  const head = JSON.stringify({ environment, version: ruleset.version, ...timingOf(ruleset, context, options) });
  return `${head.slice(0, -1)},"flags":${writeAnswers(ruleset, answers)}}`;
}

/** The JSON of W9.4, which maps each key to a boolean, and everything that its ETag must cover. */
export type EvaluatedBooleans = Question & {
  readonly version: RulesetVersion;
  readonly nextChangeAt: string | undefined;
  readonly json: string;
};

/** All flags as booleans. @throws DomainError ENVIRONMENT_NOT_FOUND. */
export async function evaluateBooleans(services: EvaluationServices, question: Question): Promise<EvaluatedBooleans> {
  return evaluateToBooleans(services, question, await loadInputs(services, question));
}

/** Evaluates synchronously; returns `undefined` if an override has to be fetched first. */
export function evaluateBooleansNow(services: EvaluationServices, question: Question): EvaluatedBooleans | undefined {
  const inputs = inputsNow(services, question);
  return inputs && evaluateToBooleans(services, question, inputs);
}

function evaluateToBooleans(
  services: EvaluationServices,
  { environment, context }: Question,
  { ruleset, options }: EvaluationInputs,
): EvaluatedBooleans {
  const answers = evaluateAll(ruleset, context, options);
  services.usage.countAll(ruleset, answers, options.now);
  const { nextChangeAt } = timingOf(ruleset, context, options);
  return { environment, context, version: ruleset.version, nextChangeAt, json: writeBooleans(ruleset, answers) };
}
