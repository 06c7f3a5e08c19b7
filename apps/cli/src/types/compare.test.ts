import { aFlag, aRule, aTextFlag } from '@burgee/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attributesToDeclare, attributeUses } from './attributes.ts';
import { compare } from './compare.ts';
import { generatedFile } from './generated.ts';
import { readDeclaration } from './read-declaration.ts';
import type { FlagOfSource, FlagSource } from './source.ts';

const numberFlag = aFlag({
  key: 'limit',
  type: 'number',
  variants: { low: 1, high: 2 },
  onVariant: 'high',
  offVariant: 'low',
});
const jsonFlag = aFlag({
  ...{ key: 'limits', type: 'json', onVariant: 'many', offVariant: 'few' },
  variants: { few: { perDay: 1 }, many: { perDay: 9 } },
});
const source: FlagSource = {
  name: 'production',
  flags: [
    aFlag({ key: 'banner', rules: [aRule({ condition: { attribute: 'plan', operator: 'in', values: ['pro'] } })] }),
    aTextFlag({ key: 'color' }),
    numberFlag,
    jsonFlag,
  ],
  segments: [],
};

const generated = (of: FlagSource) => generatedFile(of, attributesToDeclare(attributeUses(of), []));

/** The kinds and names of the differences after a change of the file. */
function differencesAfter(search: string | RegExp, replacement: string, file = generated(source)) {
  const text = file.replace(search, replacement);
  expect(text).not.toBe(file);
  return compare(readDeclaration(text, 'flags.ts'), source).map(({ kind, name, line }) => {
    return { kind, name, code: text.split('\n')[line - 1]?.trim() };
  });
}

/** The same file, as if it was written by hand. */
const byHand = generated(source).replace(/^\/\/.*$/m, '');

describe('B.6 code and server', () => {
  it('agree if burgee types wrote the file', () => {
    expect(compare(readDeclaration(generated(source), 'flags.ts'), source)).toEqual([]);
  });

  it.each([
    ['removed', 'extra', 'banner:', 'extra: flag.number(1),\nbanner:', 'extra: flag.number(1),'],
    ['new', 'limit', /limit: .*,/, '', 'export const flags = defineFlags('],
    ['type', 'limit', 'limit: flag.number(1)', "limit: flag.string('1')", "limit: flag.string('1'),"],
    ['values', 'color', "'green'", "'gold'", "color: flag.oneOf(['blue', 'control', 'gold'], 'control'),"],
    ['values', 'color', ", 'green'", '', "color: flag.oneOf(['blue', 'control'], 'control'),"],
    ['values', 'limit', 'flag.number(1)', 'flag.oneOf([1, 3], 1)', 'limit: flag.oneOf([1, 3], 1),'],
    [
      'values',
      'limits',
      '<{ perDay: number }>',
      '<{ perWeek: number }>',
      'limits: flag.json<{ perWeek: number }>({ perDay: 1 }),',
    ],
    ['fallback', 'banner', 'flag.boolean(false)', 'flag.boolean(true)', 'banner: flag.boolean(true),'],
    ['attribute', 'plan', 'plan: context.string()', 'plan: context.number()', 'plan: context.number(),'],
    ['attribute', 'plan', 'plan: context.string()', "plan: context.oneOf(['free'])", "plan: context.oneOf(['free']),"],
    ['attribute', 'plan', 'plan: context.string(),', '', 'export const flags = defineFlags('],
  ])('differ by %s of %s, in its line', (kind, name, search, replacement, code) => {
    expect(differencesAfter(search, replacement)).toEqual([{ kind, name, code }]);
  });

  it.each([
    ['a wider type', "flag.oneOf(['blue', 'control', 'green'], 'control')", "flag.string('control')"],
    ['the same values in another order', "['blue', 'control', 'green']", "['green', 'blue', 'control']"],
    ['an imported type', '<{ perDay: number }>', '<Limits>'],
    ['a field that no variant has', '{ perDay: number }', '{ perDay: number; burst?: number }'],
    ['an attribute that no rule uses', 'plan: context.string(),', 'plan: context.string(),\nseats: context.number(),'],
    ['a list of texts as an attribute', 'context.string()', 'context.strings()'],
    ['another fallback', 'flag.boolean(false)', 'flag.boolean(true)'],
    ['any attributes', /,\n {2}\{\n {4}context.*?\n {2}\}/s, ''],
  ])('agree despite %s in a file that was written by hand', (_, search, replacement) => {
    expect(differencesAfter(search, replacement, byHand)).toEqual([]);
  });

  it('agree for any flags that burgee types wrote', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 5 }),
      fc.constantFrom('__proto__', '*/', "it's", 'toString'),
    );
    const json = fc.oneof(fc.array(fc.jsonValue({ stringUnit: 'binary' })), fc.dictionary(text, fc.jsonValue()));
    const values = { boolean: fc.boolean(), string: text, number: fc.integer(), json };
    const flag = fc.constantFrom('boolean', 'string', 'number', 'json').chain((type) =>
      fc.record({
        key: text,
        type: fc.constant(type),
        description: text,
        values: fc.array<unknown>(values[type], { minLength: 1, maxLength: 4 }),
        offVariant: fc.constantFrom('0', null),
      }),
    );
    fc.assert(
      fc.property(fc.uniqueArray(flag, { selector: ({ key }) => key, maxLength: 5 }), text, (flags, attribute) => {
        const of = {
          name: 'any',
          flags: flags.map(({ values, ...flag }) => {
            const variants = values.map((value, index) => ({ key: `${index}`, value }));
            return { ...aFlag(), ...flag, variants } as unknown as FlagOfSource;
          }),
          segments: [{ key: 'a' as never, condition: { attribute, operator: 'gt' as const, values: [5] } }],
        };
        const declaration = readDeclaration(generated(of), 'flags.ts');
        expect(declaration.flags.map(({ key }) => key).sort()).toEqual(flags.map(({ key }) => key).sort());
        expect(compare(declaration, of)).toEqual([]);
      }),
    );
  });
});
