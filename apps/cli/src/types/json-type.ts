import type { Node, TSTypeElement, TSTypeReference } from '@babel/types';
import type { JsonValue } from '@burgee/contracts';
import { literalValue, propertyName } from './literal.ts';
import type { SourceFile } from './source-file.ts';

type Field = { readonly type: JsonType; readonly isOptional: boolean };

/** The declared type of JSON values, as far as it is written in the file. `any`: anything else. */
export type JsonType =
  | { readonly kind: 'any' }
  | { readonly kind: 'string' | 'number' | 'boolean' | 'null' }
  | { readonly kind: 'literal'; readonly value: JsonValue }
  | { readonly kind: 'list'; readonly items: JsonType }
  | { readonly kind: 'object'; readonly fields: ReadonlyMap<string, Field>; readonly others?: JsonType }
  | { readonly kind: 'union'; readonly types: readonly JsonType[] }
  /** Read when it is needed, because a type may contain itself. */
  | { readonly kind: 'named'; readonly read: () => JsonType };

const ANY: JsonType = { kind: 'any' };
/** JSON has no value of this type. */
const NONE: JsonType = { kind: 'union', types: [] };

/** Reads a type. Names that are declared elsewhere are `any`. */
export function readJsonType(source: SourceFile, node: Node | null | undefined): JsonType {
  const read = (inner: Node | null | undefined) => readJsonType(source, inner);
  if (!node) return ANY;
  const keyword = KEYWORDS.get(node.type);
  if (keyword) return { kind: keyword };
  if (node.type === 'TSUndefinedKeyword') return NONE;
  if (node.type === 'TSTypeAnnotation' || node.type === 'TSParenthesizedType') return read(node.typeAnnotation);
  if (node.type === 'TSTypeOperator') return node.operator === 'readonly' ? read(node.typeAnnotation) : ANY;
  if (node.type === 'TSLiteralType') {
    const value = literalValue(source, node.literal);
    return value === undefined ? ANY : { kind: 'literal', value };
  }
  if (node.type === 'TSArrayType') return { kind: 'list', items: read(node.elementType) };
  if (node.type === 'TSUnionType') return { kind: 'union', types: node.types.map(read) };
  if (node.type === 'TSTypeLiteral') return objectType(source, node.members, read);
  return node.type === 'TSTypeReference' ? namedType(source, node, read) : ANY;
}

const KEYWORDS = new Map<Node['type'], 'string' | 'number' | 'boolean' | 'null'>([
  ['TSStringKeyword', 'string'],
  ['TSNumberKeyword', 'number'],
  ['TSBooleanKeyword', 'boolean'],
  ['TSNullKeyword', 'null'],
]);

type Read = (inner: Node | null | undefined) => JsonType;

function namedType(source: SourceFile, { typeName, typeParameters }: TSTypeReference, read: Read): JsonType {
  const name = typeName.type === 'Identifier' ? typeName.name : '';
  const { params = [] } = typeParameters ?? {};
  const declared = source.types.get(name);
  if (declared?.typeParameters) return ANY;
  if (declared?.type === 'TSTypeAliasDeclaration') return { kind: 'named', read: () => read(declared.typeAnnotation) };
  if (declared?.extends?.length) return ANY;
  if (declared) return { kind: 'named', read: () => objectType(source, declared.body.body, read) };
  if (name === 'Array' || name === 'ReadonlyArray') return { kind: 'list', items: read(params[0]) };
  if (name === 'Readonly') return read(params[0]);
  return name === 'Record' ? { kind: 'object', fields: new Map(), others: read(params[1]) } : ANY;
}

function objectType(source: SourceFile, members: readonly TSTypeElement[], read: Read): JsonType {
  const fields = new Map<string, Field>();
  let others: JsonType | undefined;
  for (const member of members) {
    const name = propertyName(source, member);
    if (member.type === 'TSPropertySignature' && name !== undefined) {
      fields.set(name, { type: read(member.typeAnnotation), isOptional: member.optional ?? false });
    } else others = member.type === 'TSIndexSignature' ? read(member.typeAnnotation) : ANY;
  }
  return { kind: 'object', fields, ...(others && { others }) };
}

/** The type that TypeScript infers from a value. */
export function inferJsonType(value: JsonValue): JsonType {
  if (Array.isArray(value)) return { kind: 'list', items: { kind: 'union', types: value.map(inferJsonType) } };
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(([name, inner]): [string, Field] => {
      return [name, { type: inferJsonType(inner), isOptional: false }];
    });
    return { kind: 'object', fields: new Map(fields) };
  }
  return { kind: value === null ? 'null' : (typeof value as 'string' | 'number' | 'boolean') };
}
