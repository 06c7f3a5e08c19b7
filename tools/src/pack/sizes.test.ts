import { expect, it } from 'vitest';
import { gzipSizes, SIZE_LIMITS } from './sizes.ts';

const source = { folder: import.meta.dirname, conditions: ['@burgee/source'] };

it.each(SIZE_LIMITS)(
  '$name has at most $maxBytes gzipped bytes, by esbuild and by Vite',
  async ({ name, code, maxBytes }) => {
    const sizes = await gzipSizes({ ...source, code });
    console.log(`${name}: ${sizes.esbuild} bytes by esbuild, ${sizes.vite} by Vite, of ${maxBytes}`);

    for (const bytes of Object.values(sizes)) {
      // An empty bundle would have an excellent size.
      expect(bytes).toBeGreaterThan(maxBytes / 4);
      expect(bytes).toBeLessThanOrEqual(maxBytes);
    }
  },
);
