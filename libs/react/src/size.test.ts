// @vitest-environment node
import { build as esbuild } from 'esbuild';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build as tsdown } from 'tsdown';
import { build as vite, type Rolldown } from 'vite';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

const libs = join(import.meta.dirname, '../..');
const MAX_BYTES = 5_000;

/** Code that an application with React has already. */
const EXTERNAL = ['react', 'react/jsx-runtime'];

const ENTRY = 'application.js';
const APPLICATION = "export { Feature, FlagProvider, useFeatureFlag, useFlag } from '@burgee/react';";

/** The files of an application and of the packages as they are published, by their paths. */
const files = new Map([[ENTRY, APPLICATION]]);

beforeAll(async () => {
  // Otherwise JSX is compiled for development.
  vi.stubEnv('NODE_ENV', 'production');
  for (const name of ['flags', 'client', 'react']) await buildPackage(name);
});
afterAll(() => void vi.unstubAllEnvs());

describe('@burgee/react', () => {
  it.each([
    ['esbuild', buildWithEsbuild],
    ['Vite', buildWithVite],
  ])(
    `adds at most ${MAX_BYTES} gzipped bytes to an application, client included, built with %s`,
    async (name, build) => {
      const code = await build();
      const bytes = gzipSync(code, { level: 9 }).length;
      console.log(`@burgee/react with ${name}: ${bytes} bytes gzipped, ${code.length} bytes minified.`);

      expect(code).toContain('FlagProvider');
      expect(code).toContain('/api/config/');
      expect(code).not.toMatch(/session-overrides|isFeatureEnabled|burgee-toolbar/);
      expect(bytes).toBeLessThanOrEqual(MAX_BYTES);
    },
  );

  it.each(['index', 'toolbar', 'testing'])('is for browsers, says its built entry %s', (entry) => {
    expect(files.get(`@burgee/react/${entry}.js`)).toMatch(/^"use client";/);
  });
});

async function buildPackage(name: string): Promise<void> {
  const bundles = await tsdown({
    cwd: join(libs, name),
    config: join(libs, name, 'tsdown.config.ts'),
    format: 'esm',
    dts: false,
    write: false,
    logLevel: 'error',
  });
  for (const chunk of bundles.flatMap(({ chunks }) => chunks)) {
    if (chunk.type === 'chunk') files.set(`@burgee/${name}/${chunk.fileName}`, chunk.code);
  }
}

/** The path of an imported file; `undefined` for one that is external. */
function resolvePath(id: string, importer: string): string | undefined {
  const path = id.startsWith('.') ? join(dirname(importer), id) : id;
  return [path, `${path}.js`, `${path}/index.js`].find((file) => files.has(file));
}

async function buildWithEsbuild(): Promise<string> {
  const { outputFiles } = await esbuild({
    entryPoints: [ENTRY],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    external: EXTERNAL,
    plugins: [
      {
        name: 'files',
        setup: ({ onResolve, onLoad }) => {
          onResolve({ filter: /./ }, ({ path: id, importer }) => {
            const path = resolvePath(id, importer);
            return path === undefined ? undefined : { path, namespace: 'files', sideEffects: path === ENTRY };
          });
          onLoad({ filter: /./, namespace: 'files' }, ({ path }) => ({ contents: files.get(path) ?? '' }));
        },
      },
    ],
    write: false,
    logLevel: 'error',
  });
  return outputFiles.map(({ text }) => text).join('');
}

async function buildWithVite(): Promise<string> {
  const { output } = (await vite({
    configFile: false,
    logLevel: 'error',
    root: libs,
    plugins: [
      {
        name: 'files',
        enforce: 'pre',
        resolveId: (id, importer = '') => {
          const path = resolvePath(id, importer);
          return path === undefined ? undefined : { id: path, moduleSideEffects: path === ENTRY };
        },
        load: (id) => files.get(id),
      },
    ],
    build: {
      write: false,
      target: 'es2022',
      rolldownOptions: { input: ENTRY, external: EXTERNAL, preserveEntrySignatures: 'strict' },
    },
  })) as Rolldown.RolldownOutput;
  return output.map((chunk) => (chunk.type === 'chunk' ? chunk.code : '')).join('');
}
