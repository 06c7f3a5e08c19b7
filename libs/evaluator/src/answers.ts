import {
  isValueOf,
  typeNameOf,
  type Evaluation,
  type EvaluationErrorCode,
  type EvaluationReason,
  type FlagConfig,
  type JsonValue,
  type Override,
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

/** Makes the answers of one flag. Those that need no bucket are made once and shared, so they are frozen. */
export type Answers = {
  readonly off: Choice;
  readonly on: Choice;
  choiceOf(variant: VariantKey): Choice;
  give(choice: Choice, reason: EvaluationReason, by?: By): Evaluation;
  giveOverride(override: Override, value: JsonValue): Evaluation;
  fail(errorCode: EvaluationErrorCode, errorMessage: string): Evaluation;
};

/** What decided, where it was a rule or a hash. */
type By = Pick<Evaluation, 'ruleId' | 'bucket'>;

const OFF_WITHOUT_VARIANT: Choice = { variant: undefined, value: undefined, enabled: false };

/** @throws BrokenConfig where the variants do not fit the flag. */
export function answersOf(flag: FlagConfig, version: RulesetVersion): Answers {
  const { key, type } = flag;
  const choices = new Map<string, Choice>();
  for (const variant of flag.variants) {
    if (!isValueOf[type](variant.value)) {
      throw new BrokenConfig(`the variant "${variant.key}" is ${typeNameOf(variant.value)}, the flag is ${type}`);
    }
    const enabled = type === 'boolean' ? variant.value === true : variant.key !== flag.offVariant;
    choices.set(variant.key, { variant: variant.key, value: frozenCopy(variant.value), enabled });
  }

  function choiceOf(variant: VariantKey): Choice {
    const choice = choices.get(variant);
    if (!choice) throw new BrokenConfig(`there is no variant "${variant}"`);
    return choice;
  }

  const off = flag.offVariant === null ? OFF_WITHOUT_VARIANT : choiceOf(flag.offVariant);
  const on = choiceOf(flag.onVariant);

  function give({ variant, value, enabled }: Choice, reason: EvaluationReason, by?: By): Evaluation {
    const answer: Evaluation = variant === undefined ? { key, enabled, reason, version } : { key, value, variant, enabled, reason, version };
    return Object.freeze(by ? Object.assign(answer, by) : answer);
  }

  function giveOverride(override: Override, value: JsonValue): Evaluation {
    if (!isValueOf[type](value)) {
      return fail('TYPE_MISMATCH', `the ${override.type} override is ${typeNameOf(value)}, the flag is ${type}`);
    }
    const choice = [...choices.values()].find((choice) => isSameValue(choice.value, value));
    const enabled = choice?.enabled ?? (type === 'boolean' ? value === true : true);
    const { id: overrideId, type: layer } = override;
    const named = choice ? { variant: choice.variant } : {};
    return { key, value, ...named, enabled, reason: 'OVERRIDE', version, layer, overrideId };
  }

  function fail(errorCode: EvaluationErrorCode, errorMessage: string): Evaluation {
    return { ...give(off, 'ERROR'), errorCode, errorMessage };
  }

  return { off, on, choiceOf, give, giveOverride, fail };
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
