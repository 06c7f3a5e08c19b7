import {
  isValueOf,
  typeNameOf,
  type Evaluation,
  type EvaluationErrorCode,
  type EvaluationReason,
  type FlagConfig,
  type JsonValue,
  type Override,
  type RuleId,
  type RulesetVersion,
  type VariantKey,
} from '@burgee/contracts';
import { BrokenConfig } from './operators.ts';

/** What a flag can give: one of its variants, or off without any. */
export type Choice = {
  readonly variant: VariantKey | undefined;
  readonly value: JsonValue | undefined;
  readonly enabled: boolean;
};

/** Makes the answers of one flag. */
export type Answers = {
  readonly off: Choice;
  readonly on: Choice;
  /** @throws BrokenConfig where there is no such variant. */
  choiceOf(variant: VariantKey): Choice;
  /** An answer to be given again and again. It is shared by all who get it, and frozen. */
  give(choice: Choice, reason: EvaluationReason, ruleId?: RuleId): Evaluation;
  /** An answer of its own, because it carries the bucket that decided. */
  giveHashed(choice: Choice, reason: EvaluationReason, bucket: number, ruleId?: RuleId): Evaluation;
  giveOverride(override: Override, value: JsonValue): Evaluation;
  fail(errorCode: EvaluationErrorCode, errorMessage: string): Evaluation;
};

const OFF_WITHOUT_VARIANT: Choice = { variant: undefined, value: undefined, enabled: false };

/** @throws BrokenConfig where the variants do not fit the flag. */
export function answersOf(flag: FlagConfig, version: RulesetVersion): Answers {
  const { key, type } = flag;
  const choices = flag.variants.map((variant) => choiceFor(flag, variant));

  function choiceOf(variant: VariantKey): Choice {
    const choice = choices.find((choice) => choice.variant === variant);
    if (!choice) throw new BrokenConfig(`there is no variant "${variant}"`);
    return choice;
  }

  const off = flag.offVariant === null ? OFF_WITHOUT_VARIANT : choiceOf(flag.offVariant);
  const on = choiceOf(flag.onVariant);

  function give({ variant, value, enabled }: Choice, reason: EvaluationReason, ruleId?: RuleId): Evaluation {
    if (variant === undefined) return Object.freeze({ key, enabled, reason, version });
    if (ruleId === undefined) return Object.freeze({ key, value, variant, enabled, reason, version });
    return Object.freeze({ key, value, variant, enabled, reason, version, ruleId });
  }

  function giveHashed(choice: Choice, reason: EvaluationReason, bucket: number, ruleId?: RuleId): Evaluation {
    const { variant, value, enabled } = choice;
    if (variant === undefined) return { key, enabled, reason, version, bucket };
    if (ruleId === undefined) return { key, value, variant, enabled, reason, version, bucket };
    return { key, value, variant, enabled, reason, version, bucket, ruleId };
  }

  function giveOverride(override: Override, value: JsonValue): Evaluation {
    if (!isValueOf[type](value)) {
      return fail('TYPE_MISMATCH', `the ${override.type} override is ${typeNameOf(value)}, the flag is ${type}`);
    }
    const choice = choices.find((choice) => isSameValue(choice.value, value));
    const enabled = choice?.enabled ?? (type === 'boolean' ? value === true : true);
    const { id: overrideId, type: layer } = override;
    const named = choice ? { variant: choice.variant } : {};
    return { key, value, ...named, enabled, reason: 'OVERRIDE', version, layer, overrideId };
  }

  function fail(errorCode: EvaluationErrorCode, errorMessage: string): Evaluation {
    return { ...give(off, 'ERROR'), errorCode, errorMessage };
  }

  return { off, on, choiceOf, give, giveHashed, giveOverride, fail };
}

function choiceFor({ type, offVariant }: FlagConfig, { key, value }: FlagConfig['variants'][number]): Choice {
  if (!isValueOf[type](value)) throw new BrokenConfig(`the variant "${key}" is ${typeNameOf(value)}, the flag is ${type}`);
  const enabled = type === 'boolean' ? value === true : key !== offVariant;
  return { variant: key, value: frozenCopy(value), enabled };
}

/** An answer's value is shared by all who get it: nobody may change it for the others. */
function frozenCopy(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Object.freeze(value.map(frozenCopy)) as JsonValue[];
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, frozenCopy(inner)])));
}

function isSameValue(a: JsonValue | undefined, b: JsonValue): boolean {
  return a === b || (typeof a === 'object' && JSON.stringify(a) === JSON.stringify(b));
}
