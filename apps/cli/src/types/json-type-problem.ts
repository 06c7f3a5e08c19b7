import { isSameJson, type JsonValue } from '@burgee/contracts';
import type { JsonType } from './json-type.ts';

/** More names than that for one value are names for one another, which the compiler reports. */
const MAX_NAMES = 20;

/** Says in which place a value does not have a type; `undefined` if it has. @param path of the value. */
export function jsonTypeProblem(type: JsonType, value: JsonValue, path = '', names = 0): string | undefined {
  const place = path === '' ? 'it' : `"${path}"`;
  switch (type.kind) {
    case 'any':
      return undefined;
    case 'named':
      return names < MAX_NAMES ? jsonTypeProblem(type.read(), value, path, names + 1) : undefined;
    case 'literal':
      return isSameJson(type.value, value) ? undefined : `${place} is not ${JSON.stringify(type.value)}`;
    case 'union':
      return type.types.some((one) => jsonTypeProblem(one, value, path, names) === undefined)
        ? undefined
        : `${place} has none of the declared types`;
    case 'list':
      if (!Array.isArray(value)) return `${place} is not a list`;
      return firstProblem(value.map((item, index) => jsonTypeProblem(type.items, item, join(path, `${index}`))));
    case 'object':
      return objectProblem(type, value, path);
    case 'string':
    case 'number':
    case 'boolean':
    case 'null':
      return kindOf(value) === type.kind ? undefined : `${place} is ${kindOf(value)}, not ${type.kind}`;
  }
}

function objectProblem(
  type: Extract<JsonType, { kind: 'object' }>,
  value: JsonValue,
  path: string,
): string | undefined {
  if (kindOf(value) !== 'object') return `${path === '' ? 'it' : `"${path}"`} is not an object`;
  const entries = new Map(Object.entries(value as { [name: string]: JsonValue }));
  const missing = [...type.fields].find(([name, { isOptional }]) => !isOptional && !entries.has(name));
  if (missing) return `"${join(path, missing[0])}" is missing`;
  return firstProblem(
    [...entries].map(([name, inner]) => {
      const declared = type.fields.get(name)?.type ?? type.others;
      const place = join(path, name);
      return declared ? jsonTypeProblem(declared, inner, place) : `"${place}" is not declared`;
    }),
  );
}

function firstProblem(problems: readonly (string | undefined)[]): string | undefined {
  return problems.find((problem) => problem !== undefined);
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function kindOf(value: JsonValue): 'string' | 'number' | 'boolean' | 'null' | 'list' | 'object' {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  return typeof value as 'string' | 'number' | 'boolean' | 'object';
}
