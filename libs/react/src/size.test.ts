// @vitest-environment node
import { build as esbuild } from 'esbuild';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build as vite, type Rolldown } from 'vite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const folder = import.meta.dirname;
const MAX_BYTES = 5_000;
const ENTRY = join(folder, 'application.js');

/** Code that an application with React has already. */
const EXTERNAL = ['react', 'react/jsx-runtime'];

const APPLICATION = "export { Feature, FlagProvider, useFeatureFlag, useFlag } from './index.ts';";

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
      const code = await build(await pack(APPLICATION));
      const bytes = gzipSync(code, { level: 9 }).length;
      console.log(`@burgee/react with ${name}: ${bytes} bytes gzipped, ${code.length} bytes minified.`);

      expect(code).toContain('FlagProvider');
      expect(code).toContain('/api/config/');
      expect(bytes).toBeLessThanOrEqual(MAX_BYTES);
    },
  );

  it('does not add what an application does not use', async () => {
    const code = await buildWithVite(await pack(APPLICATION));

    expect(code).not.toMatch(/session-overrides|errorCode|isFeatureEnabled|burgee-toolbar/);
  });
});

/** Compresses code as the build of a published package does. */
async function pack(code: string): Promise<string> {
  return await bundle(code, { minify: { compress: true, mangle: false } });
}

async function buildWithVite(code: string): Promise<string> {
  return await bundle(code, {});
}

async function bundle(code: string, output: Rolldown.OutputOptions): Promise<string> {
  const { output: chunks } = (await vite({
    configFile: false,
    logLevel: 'error',
    root: folder,
    resolve: { conditions: ['@burgee/source'] },
    plugins: [
      {
        name: 'application',
        resolveId: (id) => (id === ENTRY ? ENTRY : undefined),
        load: (id) => (id === ENTRY ? code : undefined),
      },
    ],
    build: {
      write: false,
      target: 'es2022',
      ...('minify' in output && { minify: false }),
      rolldownOptions: { input: ENTRY, external: EXTERNAL, preserveEntrySignatures: 'strict', output },
    },
  })) as Rolldown.RolldownOutput;
  return chunks.map((chunk) => (chunk.type === 'chunk' ? chunk.code : '')).join('');
}

async function buildWithEsbuild(code: string): Promise<string> {
  const { outputFiles } = await esbuild({
    stdin: { contents: code, resolveDir: folder, loader: 'js' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    external: EXTERNAL,
    write: false,
    logLevel: 'error',
  });
  return outputFiles.map(({ text }) => text).join('');
}
