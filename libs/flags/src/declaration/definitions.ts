import type { AttributeDefinition } from '../attributes.ts';
import type { JsonValue } from '../json.ts';
import { shapeOf } from './shape.ts';
import { typeArgumentLayout } from './shape-layout.ts';
import { callExpression, type Expression, objectExpression, valueExpression } from './source-layout.ts';

/** A flag as the server has it. */
export type SourceFlag = {
  readonly key: string;
  readonly type: 'boolean' | 'string' | 'number' | 'json';
  readonly description?: string | undefined;
  readonly variants: readonly { readonly key: string; readonly value: JsonValue }[];
  readonly offVariant: string | null;
};

/** An attribute of contexts. */
export type SourceAttribute = Pick<AttributeDefinition, 'type'> & {
  readonly name: string;
  readonly values?: readonly string[] | undefined;
};

/** The value until the first evaluation arrives: the off value, or the empty value of the type if there is no off variant. */
export function fallbackOf({
  type,
  variants,
  offVariant,
}: Pick<SourceFlag, 'type' | 'variants' | 'offVariant'>): JsonValue {
  const off = variants.find(({ key }) => key === offVariant);
  if (off) return off.value;
  if (type === 'json') return Array.isArray(variants[0]?.value) ? [] : {};
  return { boolean: false, number: 0, string: '' }[type];
}

/** The only values of a text flag, sorted; `undefined` if its fallback is not among them. */
export function declaredValues(flag: Omit<SourceFlag, 'key'>): string[] | undefined {
  const values = flag.variants.map(({ value }) => value).filter((value) => typeof value === 'string');
  const isOneOf = flag.type === 'string' && values.some((value) => value === fallbackOf(flag));
  return isOneOf ? [...new Set(values)].sort() : undefined;
}

/** `flag.boolean(false)` */
export function flagExpression(flag: SourceFlag): Expression {
  const fallback = valueExpression(fallbackOf(flag));
  if (flag.type === 'json') return jsonExpression(flag);
  const values = declaredValues(flag);
  if (values) return callExpression('flag.oneOf', [valueExpression(values), fallback]);
  return callExpression(`flag.${flag.type}`, [fallback]);
}

/** `flag.json` accepts values of the kind of its fallback, unless it has another `parse`. */
function jsonExpression(flag: SourceFlag): Expression {
  const fallback = fallbackOf(flag);
  const shape = shapeOf([fallback, ...flag.variants.map(({ value }) => value)]);
  const isMixed = shape.items !== undefined && shape.fields !== undefined;
  const options = isMixed ? [objectExpression(['parse: (value) => value as never'])] : [];
  return callExpression('flag.json', [valueExpression(fallback), ...options], typeArgumentLayout(shape));
}

/** `context.number()` */
export function attributeExpression({ type, values }: SourceAttribute): Expression {
  return values
    ? callExpression('context.oneOf', [valueExpression([...values])])
    : callExpression(`context.${type}`, []);
}
