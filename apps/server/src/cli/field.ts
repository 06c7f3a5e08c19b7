import type { CommandField } from '@burgee/contracts';
import { z } from 'zod';

type Typed = Pick<CommandField, 'type' | 'values' | 'isNullable'>;
type JsonSchema = Omit<z.core.JSONSchema.BaseSchema, 'type'> & { readonly type?: unknown };

/** The type of a field, derived from the JSON Schema of what it accepts. */
export function typeOfField(schema: z.ZodType): Typed {
  return typeOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
}

function typeOf(schema: JsonSchema): Typed {
  if (schema.anyOf) return typeOfUnion(schema.anyOf as JsonSchema[]);
  // Text or `null` is one schema with two types.
  if (Array.isArray(schema.type)) return typeOfUnion(schema.type.map((type: unknown) => ({ ...schema, type })));
  if (typeof schema.const === 'string') return { type: 'text', values: [schema.const] };
  if (schema.type === 'string')
    return { type: 'text', ...(Array.isArray(schema.enum) && { values: schema.enum.map(String) }) };
  if (schema.type === 'number' || schema.type === 'integer') return { type: 'number' };
  if (schema.type === 'boolean') return { type: 'boolean' };
  const isTextList = schema.type === 'array' && typeOf(schema.items as JsonSchema).type === 'text';
  return { type: isTextList ? 'list' : 'json' };
}

function typeOfUnion(members: readonly JsonSchema[]): Typed {
  const isNullable = members.some(({ type }) => type === 'null');
  const others = members.filter(({ type }) => type !== 'null');
  const nullable = isNullable && { isNullable };
  if (others.length === 1 && others[0]) return { ...typeOf(others[0]), ...nullable };
  const types = others.map(typeOf);
  if (types.every(({ type }) => type === 'text')) {
    const isClosed = types.every(({ values }) => values);
    return { type: 'text', ...(isClosed && { values: types.flatMap(({ values = [] }) => values) }), ...nullable };
  }
  return types.some(({ type }) => type === 'text') ? { type: 'value' } : { type: 'json', ...nullable };
}
