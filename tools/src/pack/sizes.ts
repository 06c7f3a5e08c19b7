import { build as buildByEsbuild } from 'esbuild';
import { gzipSync } from 'node:zlib';
import { build as buildByVite, defaultClientConditions, type Rolldown } from 'vite';
import type { Report } from './report.ts';

/** The code of an application, which must not add more bytes to its pages than this. */
export type SizeLimit = { readonly name: string; readonly code: string; readonly maxBytes: number };

/** Code that every application with React has already. */
const EXTERNAL = ['react', 'react-dom', 'react/jsx-runtime'];
const TARGET = 'es2022';

/** The limits of the specification: bytes of the minified code after gzip. */
export const SIZE_LIMITS: readonly SizeLimit[] = [
  { name: '@burgee/flags', code: "export { context, defineFlags, flag } from '@burgee/flags';", maxBytes: 1_000 },
  { name: '@burgee/client', code: "export { createFlagClient } from '@burgee/client';", maxBytes: 4_300 },
  { name: 'fetchFlags', code: "export { fetchFlags } from '@burgee/client';", maxBytes: 2_000 },
  {
    name: '@burgee/react with the client',
    code: "export { Feature, FlagProvider, useFeatureFlag, useFlag } from '@burgee/react';",
    maxBytes: 5_000,
  },
  { name: 'the toolbar', code: "export { FlagToolbar } from '@burgee/react/toolbar';", maxBytes: 10_000 },
];

export type Bundle = {
  readonly code: string;
  /** The folder from which packages are found. */
  readonly folder: string;
  /** Export conditions beside those of browsers. */
  readonly conditions?: readonly string[];
  /** Files to use instead of packages. */
  readonly alias?: Readonly<Record<string, string>>;
};

/** Each returns the minified code of a page, as its users download it. */
const BUNDLERS = { esbuild: bundleByEsbuild, vite: bundleByVite };

/** Returns the size of the code after gzip, in bytes, by the bundler that made it. */
export async function gzipSizes(bundle: Bundle): Promise<Record<keyof typeof BUNDLERS, number>> {
  const [esbuild, vite] = await Promise.all([BUNDLERS.esbuild(bundle), BUNDLERS.vite(bundle)]);
  return { esbuild: gzipSize(esbuild), vite: gzipSize(vite) };
}

/** Measures the packed packages of an application outside the workspace. */
export async function checkSizes(report: Report, outside: string): Promise<void> {
  for (const { name, code, maxBytes } of SIZE_LIMITS) {
    await report.check(`size of ${name}`, async () => {
      const { esbuild, vite } = await gzipSizes({ code, folder: outside });
      const detail = `${esbuild} B by esbuild, ${vite} B by Vite, of ${maxBytes} B`;
      if (Math.max(esbuild, vite) > maxBytes) throw new Error(detail);
      return detail;
    });
  }
}

function gzipSize(code: string): number {
  return gzipSync(code, { level: 9 }).length;
}

async function bundleByEsbuild({ code, folder, conditions = [], alias = {} }: Bundle): Promise<string> {
  const { outputFiles } = await buildByEsbuild({
    stdin: { contents: code, resolveDir: folder, loader: 'ts' },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: TARGET,
    conditions: [...conditions],
    alias,
    external: EXTERNAL,
    jsx: 'automatic',
    legalComments: 'none',
    logLevel: 'error',
  });
  return outputFiles.map(({ text }) => text).join('');
}

async function bundleByVite({ code, folder, conditions = [], alias = {} }: Bundle): Promise<string> {
  const entry = 'virtual:application';
  const resolvedEntry = `${folder}/application.ts`;
  const { output } = (await buildByVite({
    configFile: false,
    logLevel: 'error',
    root: folder,
    mode: 'production',
    resolve: { conditions: [...conditions, ...defaultClientConditions], alias },
    plugins: [
      {
        name: 'application',
        resolveId: (id) => (id === entry ? resolvedEntry : undefined),
        load: (id) => (id === resolvedEntry ? code : undefined),
      },
    ],
    build: {
      write: false,
      target: TARGET,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: entry, external: EXTERNAL, preserveEntrySignatures: 'strict' },
    },
  })) as Rolldown.RolldownOutput;
  return output.map((chunk) => (chunk.type === 'chunk' ? chunk.code : '')).join('');
}
