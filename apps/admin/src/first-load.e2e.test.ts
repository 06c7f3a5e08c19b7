// @vitest-environment node
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { afterEach, expect, it, vi } from 'vitest';

const MAX_BYTES = 250_000;

afterEach(() => void vi.unstubAllEnvs());

it(`the first load, up to the flag table, is at most ${MAX_BYTES} bytes of gzipped JavaScript`, async () => {
  // Otherwise JSX is compiled for development.
  vi.stubEnv('NODE_ENV', 'production');
  const root = join(import.meta.dirname, '..');
  const { output } = (await build({ root, logLevel: 'error', build: { write: false } })) as Rolldown.RolldownOutput;
  const chunks = new Map(output.flatMap((chunk) => (chunk.type === 'chunk' ? [[chunk.fileName, chunk]] : [])));
  const first = [...chunks.values()].filter(({ isEntry }) => isEntry);
  for (const { imports } of first) {
    for (const imported of imports.flatMap((fileName) => chunks.get(fileName) ?? [])) {
      if (!first.includes(imported)) first.push(imported);
    }
  }
  const modules = first.flatMap((chunk) => Object.keys(chunk.modules));
  const bytes = first.reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0);
  console.log(`The first load: ${bytes} bytes gzipped, in ${first.length} files.`);

  // Proves that the table's code is counted: lazily loaded chunks are not.
  expect(modules.filter((id) => id.endsWith('/features/flags/flag-row.tsx'))).toHaveLength(1);
  expect(bytes).toBeLessThanOrEqual(MAX_BYTES);
});
