// @vitest-environment node
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { afterEach, expect, it, vi } from 'vitest';

const folder = import.meta.dirname;
const MAX_BYTES = 10_000;

afterEach(() => void vi.unstubAllEnvs());

it(`the toolbar adds at most ${MAX_BYTES} gzipped bytes to an application`, async () => {
  const code = await buildToolbar();
  const bytes = gzipSync(code, { level: 9 }).length;
  console.log(`The toolbar: ${bytes} bytes gzipped, ${code.length} bytes minified.`);

  expect(code).toContain('burgee-toolbar');
  expect(code).not.toContain('FeatureFlagProvider');
  expect(bytes).toBeLessThanOrEqual(MAX_BYTES);
});

/** Builds the toolbar as a separate chunk. Modules outside this folder are external, because the application has them already. */
async function buildToolbar(): Promise<string> {
  // Otherwise JSX is compiled for development.
  vi.stubEnv('NODE_ENV', 'production');
  const output = (await build({
    configFile: false,
    logLevel: 'error',
    root: folder,
    build: {
      write: false,
      rolldownOptions: {
        input: join(folder, 'index.ts'),
        preserveEntrySignatures: 'strict',
        external: (id, importer = '') => !join(id.startsWith('.') ? dirname(importer) : '', id).startsWith(folder),
      },
    },
  })) as Rolldown.RolldownOutput;
  return output.output.map((chunk) => (chunk.type === 'chunk' ? chunk.code : '')).join('');
}
