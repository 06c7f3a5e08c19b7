// @vitest-environment node
import { build as esbuild } from 'esbuild';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build as tsdown } from 'tsdown';
import { build as vite, type Rolldown } from 'vite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const folder = import.meta.dirname;
const MAX_BYTES = 5_000;

/** Code that an application with React has already. */
const EXTERNAL = ['react', 'react/jsx-runtime'];

const APPLICATION = "export { Feature, FlagProvider, useFeatureFlag, useFlag } from '@burgee/react';";

// Otherwise JSX is compiled for development.
beforeEach(() => void vi.stubEnv('NODE_ENV', 'production'));
afterEach(() => void vi.unstubAllEnvs());

describe('@burgee/react', () => {
  it.each([
    ['esbuild', buildWithEsbuild],
    ['Vite', buildWithVite],
  ])(
    `adds at most ${MAX_BYTES} gzipped bytes to an application, client included, built with %s`,
    async (name, build) => {
      const code = await build(await buildPackage());
      const bytes = gzipSync(code, { level: 9 }).length;
      console.log(`@burgee/react with ${name}: ${bytes} bytes gzipped, ${code.length} bytes minified.`);

      expect(code).toContain('FlagProvider');
      expect(code).toContain('/api/config/');
      expect(code).not.toMatch(/session-overrides|isFeatureEnabled|burgee-toolbar/);
      expect(bytes).toBeLessThanOrEqual(MAX_BYTES);
    },
  );
});

/** The package and the client as they are published: compressed, with readable names. */
async function buildPackage(): Promise<string> {
  const bundles = await tsdown({
    config: false,
    cwd: folder,
    entry: { index: join(folder, 'index.ts') },
    platform: 'neutral',
    target: 'es2022',
    minify: { compress: true, mangle: false },
    deps: { alwaysBundle: [/^@burgee\//], neverBundle: EXTERNAL },
    inputOptions: { resolve: { conditionNames: ['@burgee/source', 'import', 'default'] } },
    dts: false,
    write: false,
    logLevel: 'error',
  });
  return bundles.flatMap(({ chunks }) => chunks.map((chunk) => (chunk.type === 'chunk' ? chunk.code : ''))).join('');
}

async function buildWithEsbuild(library: string): Promise<string> {
  const { outputFiles } = await esbuild({
    stdin: { contents: APPLICATION },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    external: EXTERNAL,
    plugins: [
      {
        name: 'library',
        setup: ({ onResolve, onLoad }) => {
          onResolve({ filter: /^@burgee\/react$/ }, ({ path }) => ({ path, namespace: 'library', sideEffects: false }));
          onLoad({ filter: /./, namespace: 'library' }, () => ({ contents: library }));
        },
      },
    ],
    write: false,
    logLevel: 'error',
  });
  return outputFiles.map(({ text }) => text).join('');
}

async function buildWithVite(library: string): Promise<string> {
  const modules = new Map([
    ['application', APPLICATION],
    ['@burgee/react', library],
  ]);
  const { output } = (await vite({
    configFile: false,
    logLevel: 'error',
    root: folder,
    plugins: [
      {
        name: 'modules',
        enforce: 'pre',
        resolveId: (id) => (modules.has(id) ? { id, moduleSideEffects: false } : undefined),
        load: (id) => modules.get(id),
      },
    ],
    build: {
      write: false,
      target: 'es2022',
      rolldownOptions: { input: 'application', external: EXTERNAL, preserveEntrySignatures: 'strict' },
    },
  })) as Rolldown.RolldownOutput;
  return output.map((chunk) => (chunk.type === 'chunk' ? chunk.code : '')).join('');
}
