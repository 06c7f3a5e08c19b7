import { build as esbuild } from 'esbuild';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build as vite, type Rolldown } from 'vite';
import { describe, expect, it } from 'vitest';

const folder = import.meta.dirname;
const MAX_BYTES = 1_000;

/** An application that declares a flag and an attribute of each type. */
const APPLICATION = `
  import { context, defineFlags, flag } from './index.ts';
  export const flags = defineFlags(
    {
      checkout: flag.boolean(false),
      color: flag.oneOf(['red', 'blue'], 'red'),
      limit: flag.number(10),
      title: flag.string('Welcome'),
      limits: flag.json({ perDay: 5 }),
    },
    {
      context: {
        plan: context.oneOf(['free', 'pro']),
        country: context.string(),
        seats: context.number(),
        isEmployee: context.boolean(),
        since: context.date(),
        groups: context.strings(),
      },
    },
  );
`;

describe('@burgee/flags', () => {
  it.each([
    ['esbuild', buildWithEsbuild],
    ['Vite', buildWithVite],
  ])(`adds at most ${MAX_BYTES} gzipped bytes to an application, built with %s`, async (name, build) => {
    const code = await build();
    const bytes = gzipSync(code, { level: 9 }).length;
    console.log(`@burgee/flags with ${name}: ${bytes} bytes gzipped, ${code.length} bytes minified.`);

    expect(code).toContain('perDay');
    expect(code).toContain('The value is');
    expect(bytes).toBeLessThanOrEqual(MAX_BYTES);
  });

  it('does not add its lookups and test doubles to an application that only declares flags', async () => {
    for (const code of [await buildWithEsbuild(), await buildWithVite()]) {
      expect(code).not.toMatch(/isEnabled|is not declared/);
    }
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
