import { writeSnippet } from '@burgee/api';
import { FlagKey, type JsonValue, SnippetTarget } from '@burgee/contracts';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { typeCheck } from './type-check-blocks.ts';

const docs = join(import.meta.dirname, '../../docs');
const key = FlagKey.parse('new-checkout');
const VALUES = { boolean: false, string: "it's", number: 7, json: { perDay: 5 } } as const satisfies Record<
  string,
  JsonValue
>;

const snippets = SnippetTarget.options.flatMap((target) =>
  Object.entries(VALUES).flatMap(([type, off]) => {
    const { language, code } = writeSnippet(target, { key, type: type as keyof typeof VALUES, off });
    return language === 'sh' ? [] : [{ target, type, path: join(docs, `${target}-${type}.${language}`), code }];
  }),
);

it('14.4 the code that agents get compiles, for every library and type', () => {
  expect(snippets).toHaveLength(20);
  const wrong = join(docs, 'wrong.ts');
  const sources = new Map([
    ...snippets.map(({ path, code }) => [path, code] as const),
    [wrong, 'const a: string = 1;'],
  ]);
  const problems = typeCheck(sources);
  expect([...problems].filter(([path, found]) => path !== wrong && found.length > 0)).toEqual([]);
  expect(problems.get(wrong)).toHaveLength(1);
});
