/// <reference types="node" />
import fc from 'fast-check';
import { join } from 'node:path';
import { Script } from 'node:vm';
import prettier from 'prettier';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { context, createFlagLookup, defineFlags, flag, type FlagSet, type JsonValue } from '../index.ts';
import { awkwardText, sourceFlags } from '../test-source-flags.ts';
import { declarationFile } from './declaration-file.ts';
import { declaredValues, fallbackOf, type SourceFlag } from './definitions.ts';

const ON_OFF = [
  { key: 'on', value: true },
  { key: 'off', value: false },
];
const banner: SourceFlag = { key: 'banner', type: 'boolean', variants: ON_OFF, offVariant: 'off' };

function aSourceFlag(type: SourceFlag['type'], values: readonly JsonValue[], fields: Partial<SourceFlag> = {}) {
  const variants = values.map((value, index) => ({ key: `${index}`, value }));
  return { key: 'flag', type, variants, offVariant: '0', ...fields } satisfies SourceFlag;
}

/** The line that declares one flag. */
function lineOf(flag: SourceFlag): string | undefined {
  return /^ {2}flag: (.*),$/m.exec(declarationFile([flag]))?.[1];
}

describe('B.6 the file of declared flags', () => {
  it('has comments, sorted flags and attributes, and registers them', () => {
    const limits = aSourceFlag('json', [{ perDay: 5 }, { perDay: 10 }], { key: 'limits', description: 'Per customer' });
    const color = aSourceFlag('string', ['red', 'blue'], { key: 'button-color', description: 'The\ncolor' });
    const attributes = [
      { name: 'seats', type: 'number' },
      { name: 'plan', type: 'string', values: ['free', 'pro'] },
    ] as const;

    expect(declarationFile([limits, banner, color], attributes, ['Generated.'])).toBe(`// Generated.
import { context, defineFlags, flag } from '@burgee/flags';

export const flags = defineFlags(
  {
    banner: flag.boolean(false),
    /**
     * The
     * color
     */
    'button-color': flag.oneOf(['blue', 'red'], 'red'),
    /** Per customer */
    limits: flag.json<{ perDay: number }>({ perDay: 5 }),
  },
  {
    context: {
      plan: context.oneOf(['free', 'pro']),
      seats: context.number(),
    },
  },
);

declare module '@burgee/flags' {
  interface Register {
    flags: typeof flags;
  }
}
`);
  });

  it('does not depend on the order of flags, variants and fields', () => {
    const one = aSourceFlag('json', [{ a: 1, b: 2 }, { c: [1, 'x'] }], { key: 'one' });
    const other = aSourceFlag('json', [{ b: 2, a: 1 }], { key: 'one' });
    const reordered = { ...other, variants: [{ key: '1', value: { c: ['x', 1] } }, ...other.variants] };

    expect(declarationFile([banner, one])).toBe(declarationFile([reordered, banner]));
  });

  it.each<[SourceFlag, string]>([
    [banner, 'flag.boolean(false)'],
    [aSourceFlag('number', [-5, 1e21]), 'flag.number(-5)'],
    [aSourceFlag('string', ['b', 'a', 'b']), "flag.oneOf(['a', 'b'], 'b')"],
    [aSourceFlag('string', ['b'], { offVariant: null }), "flag.string('')"],
    [aSourceFlag('json', [['a'], []]), "flag.json<string[]>(['a'])"],
    [aSourceFlag('json', [[]]), 'flag.json<unknown[]>([])'],
    [aSourceFlag('json', [{}]), 'flag.json<Record<string, unknown>>({})'],
    [aSourceFlag('json', [{ a: 1 }], { offVariant: null }), 'flag.json<{ a?: number }>({})'],
    [
      aSourceFlag('json', [{ a: 1 }, { a: null, b: [[1], ['x', true]] }]),
      'flag.json<{ a: number | null; b?: (string | number | boolean)[][] }>({ a: 1 })',
    ],
    [
      aSourceFlag('json', [[], { a: 1 }]),
      'flag.json<unknown[] | { a: number }>([], { parse: (value) => value as never })',
    ],
  ])('declares %j', (flag, line) => {
    expect(lineOf({ ...flag, key: 'flag' })).toBe(line);
  });

  it.each([
    ['  spaces  ', '/** spaces */'],
    ['ends */ early', '/** ends *\\/ early */'],
    ['@deprecated', '/** \\@deprecated */'],
    ['a\r\n@b\u2028\u202ec\n', '/**\n   * a\n   * \\@b\n   * \ufffdc\n   */'],
  ])('describes a flag by %j', (description, comment) => {
    expect(declarationFile([{ ...banner, description }])).toContain(`{\n  ${comment}\n  banner`);
  });

  it.each(['', ' \n '])('has no comment for %j', (description) => {
    expect(declarationFile([{ ...banner, description }])).toBe(declarationFile([banner]));
  });

  it('declares no flags, and no names that would be unused', () => {
    expect(declarationFile([])).toMatch(/^import { defineFlags } from .*\n\nexport const flags = defineFlags\({}\);\n/);
  });

  it('is formatted as Prettier does, for any flags', async () => {
    await fc.assert(
      fc.asyncProperty(sourceFlags, fc.boolean(), async (flags, hasContext) => {
        const text = declarationFile(flags, hasContext ? [{ name: 'plan', type: 'string' }] : []);
        expect(await prettier.format(text, { parser: 'typescript', singleQuote: true, printWidth: 120 })).toBe(text);
      }),
      { numRuns: 200 },
    );
  });

  it('compiles, for any flags', () => {
    const flags = fc.sample(sourceFlags, 30).flat();
    const attributes = fc.sample(awkwardText, 20).map((name) => ({ name, type: 'string' }) as const);
    const text = declarationFile(
      uniqueBy(flags, ({ key }) => key),
      uniqueBy(attributes, ({ name }) => name),
    );
    const wrong = 'export const wrong: string = 5;';
    expect(problemsOf(text + wrong)).toEqual(["Type 'number' is not assignable to type 'string'."]);
  });

  it('declares the same keys, fallbacks and values, for any flags', () => {
    fc.assert(
      fc.property(sourceFlags, fc.uniqueArray(awkwardText, { maxLength: 3 }), (flags, names) => {
        const declared = evaluate(
          declarationFile(
            flags,
            names.map((name) => ({ name, type: 'number' })),
          ),
        );
        const { read } = createFlagLookup(declared);
        expect(Object.keys(declared.flags).sort()).toEqual(flags.map(({ key }) => key).sort());
        expect(Object.keys(declared.attributes).sort()).toEqual([...names].sort());
        for (const flag of flags) {
          const definition = new Map(Object.entries(declared.flags)).get(flag.key);
          expect(definition).toMatchObject({ type: flag.type, fallback: fallbackOf(flag), description: undefined });
          expect(definition?.values).toEqual(declaredValues(flag));
          for (const { value } of flag.variants) {
            expect(read(flag.key, { value, fallback: undefined, onProblem: undefined })).toEqual(value);
          }
        }
      }),
    );
  });
});

describe('the fallback of a flag', () => {
  it('is the off value, or the empty value of the type if there is no off variant', () => {
    expect(fallbackOf(aSourceFlag('string', ['a', 'b'], { offVariant: '1' }))).toBe('b');
    const fallbacks = (['boolean', 'number', 'string', 'json'] as const).map((type) =>
      fallbackOf({ type, variants: [], offVariant: null }),
    );
    expect(fallbacks).toEqual([false, 0, '', {}]);
    expect(fallbackOf(aSourceFlag('json', [['a']], { offVariant: null }))).toEqual([]);
  });
});

function uniqueBy<Item>(items: readonly Item[], nameOf: (item: Item) => string): Item[] {
  return [...new Map(items.map((item) => [nameOf(item), item])).values()];
}

/** The errors of the compiler in a file beside this one, with common strict options. */
function problemsOf(text: string): string[] {
  const file = join(import.meta.dirname, 'generated.ts');
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.NodeNext,
    customConditions: ['@burgee/source'],
    types: [],
    strict: true,
    skipLibCheck: true,
    noUnusedLocals: true,
    exactOptionalPropertyTypes: true,
    allowImportingTsExtensions: true,
    noEmit: true,
  };
  const host = ts.createCompilerHost(options);
  const onDisk = { ...host };
  host.fileExists = (path) => path === file || onDisk.fileExists(path);
  host.getSourceFile = (path, ...rest) =>
    path === file ? ts.createSourceFile(path, text, rest[0]) : onDisk.getSourceFile(path, ...rest);
  const program = ts.createProgram([file], options, host);
  return ts
    .getPreEmitDiagnostics(program, program.getSourceFile(file))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

/** Runs a file as TypeScript compiles it. */
function evaluate(text: string): FlagSet {
  const { outputText, diagnostics } = ts.transpileModule(text, {
    compilerOptions: { target: ts.ScriptTarget.ES2024, module: ts.ModuleKind.CommonJS },
    reportDiagnostics: true,
  });
  expect(diagnostics).toEqual([]);
  const exports: { flags?: FlagSet } = {};
  const require = () => ({ context, defineFlags, flag });
  new Script(outputText).runInNewContext({ exports, require });
  return exports.flags as FlagSet;
}
