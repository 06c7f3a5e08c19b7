import {
  type FlagType,
  isValueOf,
  type JsonValue,
  readValueText,
  typeNameOf,
  type Variant,
  type VariantKey,
} from '@burgee/contracts';
import { invalid } from '../failures/invalid.ts';

type Valued = { readonly type: FlagType; readonly variants: readonly Variant[] };

/** @throws DomainError VALIDATION_FAILED if `value` has another type than the flag. */
export function checkValue({ type }: Valued, value: JsonValue, path = 'value'): JsonValue {
  if (isValueOf[type](value)) return value;
  throw invalid(path, `must have the flag's type, ${type}, but is ${typeNameOf(value)}`);
}

/** @throws DomainError VALIDATION_FAILED if there is no such variant. */
export function valueOfVariant({ variants }: Valued, key: VariantKey): JsonValue {
  const variant = variants.find((variant) => variant.key === key);
  if (!variant) throw invalid('variant', `there is no variant "${key}"`);
  return variant.value;
}

/** Parses a text from a URL: the key of a variant, or a value of the flag's type. */
export function valueFromText(flag: Valued, text: string, path: string): JsonValue {
  const variant = flag.variants.find(({ key }) => key === text);
  if (variant) return variant.value;
  const read = readValueText(flag.type, text);
  if ('value' in read) return read.value;
  throw invalid(path, `"${text}" is not a variant of the flag. ${read.problem.replace(/\.$/, '')}`);
}
