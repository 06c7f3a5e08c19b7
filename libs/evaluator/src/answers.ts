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
  readonly key: string;
  readonly variant: VariantKey | undefined;
  readonly value: JsonValue | undefined;
  readonly enabled: boolean;
};

/** The precomputed parts of every result of one flag. */
export type Answers = {
  readonly key: string;
  readonly type: FlagType;
  readonly off: Choice;
  readonly on: Choice;
  readonly choices: readonly Choice[];
};

/** For results that only serve to be compared. */
export const ANY_VERSION = 0 as RulesetVersion;

/** @throws BrokenConfig if the variants do not fit the flag. */
export function compileAnswers(flag: FlagConfig): Answers {
  const { key, type, onVariant, offVariant } = flag;
  const choices = flag.variants.map((variant) => makeChoice(flag, variant));
  const offWithoutVariant: Choice = { key, variant: undefined, value: undefined, enabled: false };
  const off = offVariant === null ? offWithoutVariant : findChoice(choices, offVariant);
  return { key, type, off, on: findChoice(choices, onVariant), choices };
}

/** @throws BrokenConfig if the variant does not exist. */
export function findChoice(choices: readonly Choice[], variant: VariantKey): Choice {
  const choice = choices.find((choice) => choice.variant === variant);
  if (!choice) throw new BrokenConfig(`there is no variant "${variant}"`);
  return choice;
}

export function toEvaluation(
  { key, variant, value, enabled }: Choice,
  reason: EvaluationReason,
  version: RulesetVersion,
  ruleId?: RuleId,
): Evaluation {
  if (variant === undefined) return { key, enabled, reason, version };
  if (ruleId === undefined) return { key, value, variant, enabled, reason, version };
  return { key, value, variant, enabled, reason, version, ruleId };
}

/** A result with the bucket that decided, if a hash did. @param rule the rule that matched, if one did. */
export function toHashedEvaluation(
  choice: Choice,
  bucket: number | undefined,
  version: RulesetVersion,
  rule?: { readonly id: RuleId; readonly split: unknown },
): Evaluation {
  const reason = rule && !rule.split ? 'TARGETING_MATCH' : 'SPLIT';
  const ruleId = rule?.id;
  if (bucket === undefined) return toEvaluation(choice, reason, version, ruleId);
  const { key, variant, value, enabled } = choice;
  if (variant === undefined) return { key, enabled, reason, version, bucket };
  if (ruleId === undefined) return { key, value, variant, enabled, reason, version, bucket };
  return { key, value, variant, enabled, reason, version, bucket, ruleId };
}

export function toOverrideEvaluation(
  { key, type, on, off, choices }: Answers,
  override: Override,
  version: RulesetVersion,
): Evaluation {
  const by = { layer: override.type, overrideId: override.id };
  if (override.type === 'user') {
    if (override.overrideType === 'exclude') return { ...toEvaluation(off, 'OVERRIDE', version), ...by };
    if (override.value === undefined) return { ...toEvaluation(on, 'OVERRIDE', version), ...by };
  }
  const value = override.value as JsonValue;
  if (!isValueOf[type](value)) {
    const problem = `the ${override.type} override is ${typeNameOf(value)}, the flag is ${type}`;
    return { ...toErrorEvaluation(off, 'TYPE_MISMATCH', problem, version), ...by };
  }
  const choice = choices.find((choice) => isSameJson(choice.value, value));
  if (choice) return { ...toEvaluation(choice, 'OVERRIDE', version), ...by };
  // A value that is not among the variants is not the off variant either.
  const enabled = type !== 'boolean' || value === true;
  return { key, value: frozenCopy(value), enabled, reason: 'OVERRIDE', version, ...by };
}

export function toErrorEvaluation(
  off: Choice,
  errorCode: EvaluationErrorCode,
  errorMessage: string,
  version: RulesetVersion,
): Evaluation {
  return { ...toEvaluation(off, 'ERROR', version), errorCode, errorMessage };
}

function makeChoice(
  { key, type, offVariant }: FlagConfig,
  { key: variant, value }: FlagConfig['variants'][number],
): Choice {
  if (!isValueOf[type](value)) {
    throw new BrokenConfig(`the variant "${variant}" is ${typeNameOf(value)}, the flag is ${type}`);
  }
  const enabled = type === 'boolean' ? value === true : variant !== offVariant;
  return { key, variant, value: frozenCopy(value), enabled };
}

/** All results with a value share it, so it must be immutable. */
function frozenCopy(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Object.freeze(value.map(frozenCopy)) as JsonValue[];
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, frozenCopy(inner)])));
}
