import type { JsonValue } from '@burgee/contracts';
import { describe, expect, it } from 'vitest';
import { jsonTypeProblem } from './json-type-problem.ts';
import { readDeclaration } from './read-declaration.ts';

const BEFORE = `import { defineFlags, flag } from '@burgee/flags';
import type { Imported } from './imported.js';
interface Named { a: number }
interface Extended extends Named { b: number }
type Tree = { children: Tree[]; left?: Tree; right?: Tree };
type Loop = Loop;
type Generic<T> = { t: T };
`;

/** @param definition the arguments of `flag.json`, and its type argument. */
function problemOf(definition: string, value: JsonValue): string | undefined {
  const [flag] = readDeclaration(`${BEFORE}defineFlags({ a: flag.json${definition} });`, 'flags.ts').flags;
  return jsonTypeProblem(flag?.jsonType ?? { kind: 'null' }, value);
}

describe('B.6 the declared type of a JSON flag', () => {
  it.each<[string, JsonValue]>([
    ['<{ a: number; b?: string }>(x)', { a: 1 }],
    ['<{ a: number; b?: string }>(x)', { a: 1, b: '' }],
    ['<{ readonly "a-b": (string | null)[] }>(x)', { 'a-b': ['x', null] }],
    ['<readonly string[]>(x)', []],
    ['<Array<boolean>>(x)', [true]],
    ["<{ mode: 'dark' | 'light' | 5 }>(x)", { mode: 'light' }],
    ['<Record<string, number>>(x)', { any: 1 }],
    ['<{ [name: string]: number }>(x)', { any: 1 }],
    ['<Readonly<Named>>(x)', { a: 1 }],
    ['<Tree>(x)', { children: [{ children: [] }] }],
    ['<Loop>(x)', []],
    ['<Extended>(x)', { a: 1, b: 2 }],
    ['<Imported>(x)', { any: [] }],
    ['<Generic<string>>(x)', { t: 1 }],
    ['<string[] | { a: number }>(x)', ['x']],
    ['<{ a: keyof Named }>(x)', { a: 'a' }],
    ['<{ f(): void }>(x)', { any: 1 }],
    ['({ a: 1, b: [1, "x"] })', { a: 2, b: ['y'] }],
    ['(x)', { any: 1 }],
  ])('flag.json%s fits %j', (definition, value) => {
    expect(problemOf(definition, value)).toBeUndefined();
  });

  it.each<[string, JsonValue, string]>([
    ['<{ a: number }>(x)', {}, '"a" is missing'],
    ['<{ a: number }>(x)', { a: 1, b: 2 }, '"b" is not declared'],
    ['<{ a: { b: number[] } }>(x)', { a: { b: [1, 'x'] } }, '"a.b.1" is string, not number'],
    ['<{ a: number }>(x)', [], 'it is not an object'],
    ['<string[]>(x)', {}, 'it is not a list'],
    ['<{ a?: string | undefined }>(x)', { a: 5 }, '"a" has none of the declared types'],
    ['<{ a: string | null }>(x)', { a: 1 }, '"a" has none of the declared types'],
    ["<{ a: 'x' }>(x)", { a: 'y' }, '"a" is not "x"'],
    ['<Record<string, number>>(x)', { a: 'x' }, '"a" is string, not number'],
    ['<Named>(x)', { b: 1 }, '"a" is missing'],
    ['<Tree>(x)', { children: [{}] }, '"children.0.children" is missing'],
    ['({ a: 1 })', { a: null }, '"a" is null, not number'],
    ['({ a: [true] })', { a: [1] }, '"a.0" has none of the declared types'],
  ])('flag.json%s does not fit %j', (definition, value, problem) => {
    expect(problemOf(definition, value)).toBe(problem);
  });
});
