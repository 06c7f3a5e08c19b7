// @vitest-environment node
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { afterEach, expect, it, vi } from 'vitest';

const folder = import.meta.dirname;
const MAX_BYTES = 10_000;

afterEach(() => void vi.unstubAllEnvs());

it(`the toolbar has at most ${MAX_BYTES} bytes, besides what an application has anyway`, async () => {
  const code = await built();
  const bytes = gzipSync(code, { level: 9 }).length;
  console.log(`The toolbar: ${bytes} bytes gzipped, ${code.length} bytes minified.`);

  expect(code).toContain('burgee-toolbar');
  expect(code).not.toContain('FeatureFlagProvider');
  expect(bytes).toBeLessThanOrEqual(MAX_BYTES);
});

/** As an application would have it, in a chunk of its own. Whatever is not in this folder is elsewhere already. */
async function built(): Promise<string> {
  // Or JSX is compiled for development.
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
