import { build as esbuild } from 'esbuild';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build as vite, type Rolldown } from 'vite';
import { describe, expect, it } from 'vitest';

const folder = import.meta.dirname;
const MAX_BYTES = 1_000;

/** Nothing else of the application counts, and everything that `flag` and `context` can declare does. */
const APPLICATION = `
  import { context, defineFlags, flag } from './index.ts';
  export const flags = defineFlags({ checkout: flag.boolean(false) }, { context: { plan: context.string() } });
`;

describe('@burgee/flags', () => {
  it.each([
    ['esbuild', buildWithEsbuild],
    ['Vite', buildWithVite],
  ])(`adds at most ${MAX_BYTES} gzipped bytes to an application, built with %s`, async (name, build) => {
    const code = await build();
    const bytes = gzipSync(code, { level: 9 }).length;
    console.log(`@burgee/flags with ${name}: ${bytes} bytes gzipped, ${code.length} bytes minified.`);

    expect(code).toContain('checkout');
    expect(code).toContain('The value is');
    expect(bytes).toBeLessThanOrEqual(MAX_BYTES);
  });

  it('has no test doubles in an application', async () => {
    for (const code of [await buildWithEsbuild(), await buildWithVite()]) expect(code).not.toContain('is not declared');
  });
});

async function buildWithEsbuild(): Promise<string> {
  const { outputFiles } = await esbuild({
    stdin: { contents: APPLICATION, resolveDir: folder, loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
    logLevel: 'error',
  });
  return outputFiles.map(({ text }) => text).join('');
}

async function buildWithVite(): Promise<string> {
  const entry = join(folder, 'application.ts');
  const { output } = (await vite({
    configFile: false,
    logLevel: 'error',
    root: folder,
    plugins: [
      {
        name: 'application',
        resolveId: (id) => (id === entry ? entry : undefined),
        load: (id) => (id === entry ? APPLICATION : undefined),
      },
    ],
    build: { write: false, rolldownOptions: { input: entry, preserveEntrySignatures: 'strict' } },
  })) as Rolldown.RolldownOutput;
  return output.map((chunk) => (chunk.type === 'chunk' ? chunk.code : '')).join('');
}
