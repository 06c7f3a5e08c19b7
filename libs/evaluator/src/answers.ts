import {
  type Evaluation,
  type EvaluationErrorCode,
  type EvaluationReason,
  type FlagConfig,
  type FlagType,
  isSameJson,
  isValueOf,
  type JsonValue,
  type Override,
  type RuleId,
  type RulesetVersion,
  typeNameOf,
  type VariantKey,
} from '@burgee/contracts';
import { BrokenConfig } from './broken-config.ts';

/** A possible result of a flag: one of its variants, or off without a variant. */
export type Choice = {
  readonly variant: VariantKey | undefined;
  readonly value: JsonValue | undefined;
  readonly enabled: boolean;
};

/** The precomputed parts of every result of one flag. */
export type Answers = {
  readonly key: string;
  readonly type: FlagType;
  readonly version: RulesetVersion;
  readonly off: Choice;
  readonly on: Choice;
  readonly choices: readonly Choice[];
};

const OFF_WITHOUT_VARIANT: Choice = { variant: undefined, value: undefined, enabled: false };

/** @throws BrokenConfig if the variants do not fit the flag. */
export function compileAnswers(flag: FlagConfig, version: RulesetVersion): Answers {
  const { key, type, onVariant, offVariant } = flag;
  const choices = flag.variants.map((variant) => makeChoice(flag, variant));
  const off = offVariant === null ? OFF_WITHOUT_VARIANT : findChoice(choices, offVariant);
  return { key, type, version, off, on: findChoice(choices, onVariant), choices };
}

/** @throws BrokenConfig if the variant does not exist. */
export function findChoice(choices: readonly Choice[], variant: VariantKey): Choice {
  const choice = choices.find((choice) => choice.variant === variant);
  if (!choice) throw new BrokenConfig(`there is no variant "${variant}"`);
  return choice;
}

export function toEvaluation(
  { key, version }: Answers,
  { variant, value, enabled }: Choice,
  reason: EvaluationReason,
  ruleId?: RuleId,
): Evaluation {
  if (variant === undefined) return { key, enabled, reason, version };
  if (ruleId === undefined) return { key, value, variant, enabled, reason, version };
  return { key, value, variant, enabled, reason, version, ruleId };
}

/** A result with the bucket that decided, if a hash did. @param rule the rule that matched, if one did. */
export function toHashedEvaluation(
  answers: Answers,
  choice: Choice,
  bucket: number | undefined,
  rule?: { readonly id: RuleId; readonly split: unknown },
): Evaluation {
  const reason = rule && !rule.split ? 'TARGETING_MATCH' : 'SPLIT';
  const ruleId = rule?.id;
  if (bucket === undefined) return toEvaluation(answers, choice, reason, ruleId);
  const { key, version } = answers;
  const { variant, value, enabled } = choice;
  if (variant === undefined) return { key, enabled, reason, version, bucket };
  if (ruleId === undefined) return { key, value, variant, enabled, reason, version, bucket };
  return { key, value, variant, enabled, reason, version, bucket, ruleId };
}

export function toOverrideEvaluation(answers: Answers, override: Override): Evaluation {
  const by = { layer: override.type, overrideId: override.id };
  if (override.type === 'user') {
    if (override.overrideType === 'exclude') return { ...toEvaluation(answers, answers.off, 'OVERRIDE'), ...by };
    if (override.value === undefined) return { ...toEvaluation(answers, answers.on, 'OVERRIDE'), ...by };
  }
  const { key, type, version, choices } = answers;
  const value = override.value as JsonValue;
  if (!isValueOf[type](value)) {
    const problem = `the ${override.type} override is ${typeNameOf(value)}, the flag is ${type}`;
    return { ...toErrorEvaluation(answers, 'TYPE_MISMATCH', problem), ...by };
  }
  const choice = choices.find((choice) => isSameJson(choice.value, value));
  if (choice) return { ...toEvaluation(answers, choice, 'OVERRIDE'), ...by };
  // A value that is not among the variants is not the off variant either.
  const enabled = type !== 'boolean' || value === true;
  return { key, value: frozenCopy(value), enabled, reason: 'OVERRIDE', version, ...by };
}

export function toErrorEvaluation(answers: Answers, errorCode: EvaluationErrorCode, errorMessage: string): Evaluation {
  return { ...toEvaluation(answers, answers.off, 'ERROR'), errorCode, errorMessage };
}

function makeChoice({ type, offVariant }: FlagConfig, { key, value }: FlagConfig['variants'][number]): Choice {
  if (!isValueOf[type](value)) {
    throw new BrokenConfig(`the variant "${key}" is ${typeNameOf(value)}, the flag is ${type}`);
  }
  const enabled = type === 'boolean' ? value === true : key !== offVariant;
  return { variant: key, value: frozenCopy(value), enabled };
}

/** All results with a value share it, so it must be immutable. */
function frozenCopy(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Object.freeze(value.map(frozenCopy)) as JsonValue[];
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, frozenCopy(inner)])));
}
