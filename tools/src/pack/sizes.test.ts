import { join } from 'node:path';
import { build } from 'tsdown';
import { beforeAll, expect, it } from 'vitest';
import { ROOT } from './packages.ts';
import { gzipSizes, SIZE_LIMITS } from './sizes.ts';

/** In this project, where the built files find the other packages. */
const outDir = join(ROOT, 'tools/test-results/client');
/** A built file is smaller than its source, because the build has compressed it once. */
const bundle = {
  folder: import.meta.dirname,
  conditions: ['@burgee/source'],
  alias: { '@burgee/client': join(outDir, 'index.js') },
};

beforeAll(() => build({ cwd: join(ROOT, 'libs/client'), outDir, format: 'esm', dts: false, logLevel: 'error' }));

/** `libs/react` measures its own entries in its own tests. */
const limits = SIZE_LIMITS.filter(({ code }) => !code.includes('@burgee/react'));

it.each(limits)('$name has at most $maxBytes gzipped bytes, by esbuild and by Vite', async (limit) => {
  const { name, code, maxBytes } = limit;
  const sizes = await gzipSizes({ ...bundle, code });
  console.log(`${name}: ${sizes.esbuild} bytes by esbuild, ${sizes.vite} by Vite, of ${maxBytes}`);

  for (const bytes of Object.values(sizes)) {
    // An empty bundle would have an excellent size.
    expect(bytes).toBeGreaterThan(maxBytes / 4);
    expect(bytes).toBeLessThanOrEqual(maxBytes);
  }
});
