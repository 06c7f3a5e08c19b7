import { describe, expect, it } from 'vitest';
import { readDeclaration } from './read-declaration.ts';

const HEAD = "import { context, defineFlags, flag } from '@burgee/flags';\n";

function read(text: string, file = 'flags.ts') {
  return readDeclaration(text, file);
}

/** The only flag that is declared. */
function readFlag(definition: string, before = '') {
  const [flag] = read(`${HEAD}${before}export const flags = defineFlags({ a: ${definition} });`).flags;
  return flag;
}

describe('B.6 a declaration written by hand', () => {
  it.each<[string, object]>([
    ['flag.boolean(true)', { type: 'boolean', fallback: true }],
    ["flag.string('x', 'Described')", { type: 'string', fallback: 'x' }],
    ['flag.number(-1.5)', { type: 'number', fallback: -1.5 }],
    ["flag.oneOf(['x', 'y'], 'y')", { type: 'string', fallback: 'y', values: ['x', 'y'] }],
    ['flag.oneOf([1, 2] as const, 2)', { type: 'number', fallback: 2, values: [1, 2] }],
    ['flag.json({ a: [1, null, `t`] })', { type: 'json', fallback: { a: [1, null, 't'] } }],
    ['flag.json<Limits>(DEFAULTS, { parse })', { type: 'json', fallback: undefined, jsonType: { kind: 'any' } }],
    ['flag.string(process.env.X!)', { type: 'string', fallback: undefined }],
    ['flag.oneOf(COLORS, "x")', { type: 'string', isPartial: true }],
  ])('is read: %s', (definition, expected) => {
    expect(readFlag(definition)).toMatchObject({ key: 'a', line: 2, isPartial: false, ...expected });
  });

  it('may use constants of the file, and spread objects', () => {
    const text = `${HEAD}
const COLORS = ['red', 'blue'] as const satisfies string[];
const banner = flag.boolean(false);
const more = { color: flag.oneOf(COLORS, 'red') };
const options = { context: { plan: context.oneOf(['free']) } };
export const flags = defineFlags({ ...more, banner, 'a-b': flag.number(1), 5: flag.string('') } as const, options);`;

    expect(read(text)).toMatchObject({
      ...{ line: 7, isGenerated: false },
      flags: [
        { key: 'color', line: 5, values: ['red', 'blue'] },
        { key: 'banner', line: 7, type: 'boolean' },
        { key: 'a-b', type: 'number' },
        { key: '5', type: 'string' },
      ],
      attributes: [{ name: 'plan', line: 6, type: 'string', values: ['free'] }],
    });
  });

  it.each([
    "import * as burgee from '@burgee/flags';\nexport const f = burgee.defineFlags({ a: burgee.flag.number(1) });",
    "import { defineFlags as define, flag as f } from '@burgee/flags';\nexport default define({ a: f.number(1) });",
    "import { defineFlags, flag } from './burgee.js';\nexport const flags = defineFlags({ a: flag.number(1) });",
    "const { defineFlags, flag } = require('@burgee/flags');\nmodule.exports = defineFlags({ a: flag.number(1) });",
  ])('may import in any way: %s', (text) => {
    expect(read(text)).toMatchObject({ line: 2, flags: [{ key: 'a', line: 2, type: 'number' }] });
  });

  it('may be in a file with components, and without attributes', () => {
    const text = `${HEAD}function App() { return <p>{x as string}</p>; }\nexport const flags = defineFlags({});`;

    expect(read(text, 'app.tsx')).toMatchObject({ flags: [], attributes: undefined });
  });

  it.each([
    ['defineFlags({}', 'flags.ts:2 cannot be parsed: '],
    ['flags()', 'flags.ts does not call defineFlags.'],
    ['defineFlags({});\ndefineFlags({})', 'flags.ts:3 cannot be compared: defineFlags is called a second time.'],
    ['defineFlags(imported)', 'flags.ts:2 cannot be compared: an object must be written here.'],
    ['const a = b, b = a; defineFlags(a)', 'flags.ts:2 cannot be compared: an object must be written here.'],
    ['defineFlags({\n...other.flags })', 'flags.ts:3 cannot be compared: an object must be written here.'],
    ['defineFlags({\n[key]: flag.number(1) })', 'flags.ts:3 cannot be compared: the name of this property'],
    ['defineFlags({\nget a() { return flag.number(1) } })', 'flags.ts:3 cannot be compared: the name of this property'],
    [
      'defineFlags({\na: imported })',
      'flags.ts:3 cannot be compared: a call such as flag.string() must be written here.',
    ],
    ['defineFlags({\na: context.number() })', 'flags.ts:3 cannot be compared: a call such as flag.string()'],
    ['defineFlags({\na: flag.date() })', 'flags.ts:3 cannot be compared: flag.date is not known.'],
    [
      'defineFlags({}, {\ncontext: { a: context.json() } })',
      'flags.ts:3 cannot be compared: context.json is not known.',
    ],
  ])('is refused with its line: %j', (statement, message) => {
    expect(() => read(`${HEAD}${statement};`)).toThrow(message);
  });
});
