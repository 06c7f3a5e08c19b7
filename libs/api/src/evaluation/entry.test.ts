import { build } from 'esbuild';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it('14.8 the entry for evaluation loads no code of the database, of Redis or of Express', async () => {
  const { metafile } = await build({
    entryPoints: [join(import.meta.dirname, 'index.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@burgee/source'],
    metafile: true,
    write: false,
  });
  const files = Object.keys(metafile.inputs);
  expect(files).toContainEqual(expect.stringMatching(/src\/evaluation\/evaluate\.ts$/));
  expect(files.filter((file) => /data-access|mikro-orm|ioredis|node_modules\/(pg|express)\//.test(file))).toEqual([]);
});
