import type { Node, ObjectProperty, TSPropertySignature } from '@babel/types';
import type { JsonValue } from '@burgee/contracts';
import { resolveExpression, type SourceFile } from './source-file.ts';

/** The value of an expression that consists of literals; `undefined` for any other. */
export function literalValue(source: SourceFile, expression: Node | undefined): JsonValue | undefined {
  const node = expression && resolveExpression(source, expression);
  if (!node) return undefined;
  if (node.type === 'StringLiteral' || node.type === 'NumericLiteral' || node.type === 'BooleanLiteral')
    return node.value;
  if (node.type === 'NullLiteral') return null;
  if (node.type === 'TemplateLiteral') {
    return node.expressions.length === 0 ? (node.quasis[0]?.value.cooked ?? undefined) : undefined;
  }
  if (node.type === 'UnaryExpression') {
    const value = node.operator === '-' ? literalValue(source, node.argument) : undefined;
    return typeof value === 'number' ? -value : undefined;
  }
  if (node.type === 'ArrayExpression') {
    return allOrNothing(node.elements.map((element) => literalValue(source, element ?? undefined)));
  }
  return node.type === 'ObjectExpression' ? literalObject(source, node.properties) : undefined;
}

function literalObject(source: SourceFile, properties: readonly Node[]): JsonValue | undefined {
  const entries = properties.map((property) => {
    const name = propertyName(source, property);
    const value = property.type === 'ObjectProperty' ? literalValue(source, property.value) : undefined;
    return name === undefined || value === undefined ? undefined : ([name, value] as const);
  });
  const known = allOrNothing(entries);
  // Defines `__proto__` like any other name.
  return known && Object.fromEntries(known);
}

function allOrNothing<Item>(items: readonly (Item | undefined)[]): Item[] | undefined {
  const known = items.filter((item) => item !== undefined);
  return known.length === items.length ? known : undefined;
}

/** The name of a property of an object or of a type, if it does not have to be computed. */
export function propertyName(source: SourceFile, node: Node): string | undefined {
  if (node.type !== 'ObjectProperty' && node.type !== 'TSPropertySignature') return undefined;
  const { key, computed }: Pick<ObjectProperty | TSPropertySignature, 'key' | 'computed'> = node;
  if (key.type === 'Identifier' && !computed) return key.name;
  const value = literalValue(source, key);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
