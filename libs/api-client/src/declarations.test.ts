import { appRouter } from '@burgee/api';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'tsdown';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkRouter } from './test-check-router.ts';

const root = join(import.meta.dirname, '..');
const results = join(root, 'test-results');
const built = join(results, 'build');

describe('the built package', () => {
  beforeAll(async () => {
    await build({ cwd: root, outDir: built, logLevel: 'error' });
  });

  it('has no files but code and declarations', () => {
    expect(readdirSync(built).sort()).toEqual([
      'app-router.d.ts',
      'index.d.ts',
      'index.js',
      'react-query.d.ts',
      'react-query.js',
    ]);
  });

  it.each([
    ['index.js', ['@trpc/client', '@trpc/server/observable', 'eventsource']],
    ['react-query.js', ['@trpc/react-query']],
    ['index.d.ts', ['./app-router.js', '@trpc/client']],
    ['react-query.d.ts', ['./app-router.js', '@trpc/react-query']],
    ['app-router.d.ts', ['@trpc/server', '@trpc/server/unstable-core-do-not-import', 'zod']],
  ])('W9.13 %s needs neither the server nor its database', (file, imports) => {
    const { importedFiles } = ts.preProcessFile(readFileSync(join(built, file), 'utf8'));
    expect([...new Set(importedFiles.map(({ fileName }) => fileName))].sort()).toEqual(imports);
  });

  it('W9.13 has declarations of at most 300 kB', () => {
    const sizes = readdirSync(built).flatMap((file) =>
      file.endsWith('.d.ts') ? statSync(join(built, file)).size : [],
    );
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(300_000);
  });

  it('W9.13 types the input and the output of every procedure of the server, and its errors', () => {
    const { procedures, untyped } = checkRouter(join(built, 'index.d.ts'));
    expect(untyped).toEqual([]);
    expect([...procedures].sort()).toEqual(Object.keys(appRouter._def.procedures).sort());
  });
});

describe('a declaration that lost types', () => {
  const broken = `
    import type { TRPCBuiltRouter, TRPCMutationProcedure, TRPCQueryProcedure, TRPCSubscriptionProcedure } from '@trpc/server';
    type Tree = { name: string; branches: Tree[]; leaves: Record<string, any> };
    type Missing = import('./missing.js').Missing;
    export type AppRouter = TRPCBuiltRouter<
      { ctx: object; meta: object; errorShape: { message: string; data: { failure: any } }; transformer: false },
      {
        flags: {
          typed: TRPCQueryProcedure<{ input: { key: string }; output: (string | Date)[]; meta: object }>;
          input: TRPCQueryProcedure<{ input: any; output: string; meta: object }>;
          output: TRPCMutationProcedure<{ input: void; output: [Tree, Map<string, { parse: (text: any) => unknown }>]; meta: object }>;
          stream: TRPCSubscriptionProcedure<{ input: { from?: Missing }; output: AsyncIterable<{ data: unknown }, void, unknown>; meta: object }>;
          never: never;
          misnamed: import('@trpc/server').QueryProcedure<{ input: string; output: string; meta: object }>;
        };
      }
    >;`;

  it('is found, wherever it lost them', () => {
    mkdirSync(results, { recursive: true });
    const file = join(results, 'broken.d.ts');
    writeFileSync(file, broken);
    const { procedures, untyped } = checkRouter(file);
    expect(procedures).toHaveLength(6);
    expect(untyped).toEqual([
      'flags.input input',
      'flags.output output[].leaves[]',
      'flags.output output[][].parse(text)',
      'flags.output output[][].parse()',
      'flags.stream input.from',
      'flags.stream output[].data',
      'flags.never input',
      'flags.never output',
      'flags.misnamed input',
      'flags.misnamed output',
      'error.data.failure',
    ]);
  });
});
