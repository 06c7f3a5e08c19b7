import type { CallExpression, Node, ObjectProperty } from '@babel/types';
import type { JsonValue } from '@burgee/contracts';
import { ownValue } from '@burgee/contracts/wire';
import { Complaint, STATUS } from '../world.ts';
import type { AttributeType } from './attributes.ts';
import type { Declaration, DeclaredAttribute, DeclaredFlag } from './declaration.ts';
import { isGenerated } from './generated.ts';
import { inferJsonType, readJsonType } from './json-type.ts';
import { literalValue, propertyName } from './literal.ts';
import { calledName, lineOf, nodesOf, parseSource, resolveExpression, type SourceFile } from './source-file.ts';

/**
 * Reads the flags that a file declares, written by hand or by `burgee types`, without running it.
 *
 * @param file for messages.
 * @throws Complaint with the line of what cannot be read.
 */
export function readDeclaration(text: string, file: string): Declaration {
  const source = parseSource(text, file);
  const call = findDefineFlags(source);
  const [flags, options] = call.arguments;
  const context = options && propertiesOf(source, options).get('context')?.value;
  return {
    file,
    line: lineOf(call),
    isGenerated: isGenerated(text),
    flags: flags ? [...propertiesOf(source, flags)].map(([key, node]) => readFlag(source, key, node)) : [],
    attributes: context && [...propertiesOf(source, context)].map(([name, node]) => readAttribute(source, name, node)),
  };
}

function findDefineFlags(source: SourceFile): CallExpression {
  const calls = [...nodesOf(source.program)].filter(
    (node): node is CallExpression => node.type === 'CallExpression' && calledName(source, node) === 'defineFlags',
  );
  const [call, another] = calls;
  if (!call) throw new Complaint(`${source.file} does not call defineFlags.`, STATUS.usage);
  if (another) throw unreadable(source, another, 'defineFlags is called a second time');
  return call;
}

/** The properties of an object, with those of objects that are spread into it. */
function propertiesOf(source: SourceFile, expression: Node): Map<string, ObjectProperty> {
  const node = resolveExpression(source, expression);
  if (node.type !== 'ObjectExpression') throw unreadable(source, node, 'an object must be written here');
  const properties = new Map<string, ObjectProperty>();
  for (const property of node.properties) {
    if (property.type === 'SpreadElement') {
      for (const [name, value] of propertiesOf(source, property.argument)) properties.set(name, value);
      continue;
    }
    const name = propertyName(source, property);
    if (name === undefined || property.type !== 'ObjectProperty') {
      throw unreadable(source, property, 'the name of this property must be written here');
    }
    properties.set(name, property);
  }
  return properties;
}

function readFlag(source: SourceFile, key: string, property: ObjectProperty): DeclaredFlag {
  const { name, node } = calledIn(source, property, 'flag');
  const [first, second, third] = node.arguments.map((argument) => literalValue(source, argument));
  const place = { key, line: lineOf(property), isPartial: false, ...described(name === 'oneOf' ? third : second) };
  switch (name) {
    case 'boolean':
    case 'string':
    case 'number':
      return { ...place, type: name, fallback: first };
    case 'oneOf': {
      const values = Array.isArray(first) ? first : undefined;
      const type = typeof (values?.[0] ?? second) === 'number' ? 'number' : 'string';
      return { ...place, type, fallback: second, values, isPartial: !values };
    }
    case 'json': {
      const argument = node.typeParameters?.type === 'TSTypeParameterInstantiation' && node.typeParameters.params[0];
      const jsonType = argument || first === undefined ? readJsonType(source, argument || null) : inferJsonType(first);
      return { ...place, type: 'json', fallback: first, jsonType };
    }
    default:
      throw unreadable(source, property, `flag.${name} is not known`);
  }
}

/** The description is the last argument, or an option. */
function described(last: JsonValue | undefined): { description?: string } {
  const isOptions = typeof last === 'object' && last !== null && !Array.isArray(last);
  const text = isOptions ? ownValue(last, 'description') : last;
  return typeof text === 'string' ? { description: text } : {};
}

const ATTRIBUTE_TYPES: ReadonlySet<string> = new Set<AttributeType>(['string', 'number', 'boolean', 'date', 'strings']);

function readAttribute(source: SourceFile, name: string, property: ObjectProperty): DeclaredAttribute {
  const call = calledIn(source, property, 'context');
  const place = { name, line: lineOf(property), isPartial: false };
  if (ATTRIBUTE_TYPES.has(call.name)) return { ...place, type: call.name as AttributeType };
  if (call.name !== 'oneOf') throw unreadable(source, property, `context.${call.name} is not known`);
  const first = literalValue(source, call.node.arguments[0]);
  const values = Array.isArray(first) ? first.map(String) : undefined;
  return { ...place, type: 'string', values, isPartial: !values };
}

/** The call of `flag.<name>` or `context.<name>` that is the value of a property. */
function calledIn(
  source: SourceFile,
  property: ObjectProperty,
  group: 'flag' | 'context',
): { name: string; node: CallExpression } {
  const node = resolveExpression(source, property.value);
  const [called, name] = calledName(source, node)?.split('.') ?? [];
  if (node.type === 'CallExpression' && called === group && name !== undefined) return { name, node };
  throw unreadable(source, property, `a call such as ${group}.string() must be written here`);
}

function unreadable({ file }: SourceFile, node: Node, problem: string): Complaint {
  return new Complaint(`${file}:${lineOf(node)} cannot be compared: ${problem}.`, STATUS.usage);
}
