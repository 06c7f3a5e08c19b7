import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

/** W9.3, S400.8, B.12, R13, A8; and 10.14, which only counts at the beginning of a name. */
const ID = /^(?:(?:W9|W39|S400|F1|B)\.\d+|[RA]\d+)$/;
const LEADING_ID = /^\d+\.\d+$/;

describe('docs/requirements.md', () => {
  const files = globSync('{apps,libs,tools}/**/*.test{,-d}.{ts,tsx}', { cwd: root, exclude: ['**/node_modules/**'] });
  const names = files.flatMap((file) => testNames(file, read(file)));
  const tested = new Set(names.flatMap(idsIn));
  const listed = [...read('docs/requirements.md').matchAll(/^\| ([A-Z]*[\d.]+) +\| \S/gm)].map(([, id = '']) => id);

  it('has a line for every id in the name of a test', () => {
    expect(names.length).toBeGreaterThan(2000);
    expect([...tested].filter((id) => !listed.includes(id)).sort()).toEqual([]);
  });

  it('has a test for every line, and no line twice', () => {
    expect(listed.filter((id) => !tested.has(id))).toEqual([]);
    expect(listed).toHaveLength(new Set(listed).size);
  });
});

it.each([
  ['W9.6 W9.14 accepts an update', ['W9.6', 'W9.14']],
  ['10.9 R16 lists broken flags', ['10.9', 'R16']],
  ['is accepted from its issuer, and A15 from no other', ['A15']],
  ['waits 10.9 seconds', []],
])('the ids in "%s" are %j', (name, ids) => {
  expect(idsIn(name)).toEqual(ids);
});

function idsIn(name: string): string[] {
  const words = name.split(/\s+/);
  const leading = words.findIndex((word) => !ID.test(word) && !LEADING_ID.test(word));
  return words.filter((word, index) => ID.test(word) || (index < leading && LEADING_ID.test(word)));
}

/** The first arguments of `describe`, `it` and `test`, and of the functions that their `each` and `skipIf` return. */
function testNames(file: string, text: string): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /^(describe|it|test)\b/.test(node.expression.getText())) {
      const [name] = node.arguments;
      if (name && ts.isStringLiteralLike(name)) names.push(name.text);
      else if (name && ts.isTemplateExpression(name)) names.push(name.getText().slice(1, -1));
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return names;
}
