import { defineConfig } from 'tsdown';

/** Files without dependencies, so that `npx burgee` installs nothing else. A command loads only those that it needs. */
export default defineConfig({
  entry: { burgee: 'src/main.ts' },
  outDir: 'build',
  platform: 'node',
  target: 'node20',
  format: 'esm',
  fixedExtension: false,
  dts: false,
  minify: true,
  deps: { onlyBundle: false },
  inputOptions: { resolve: { conditionNames: ['@burgee/source', 'node', 'import', 'default'] } },
  copy: ['src/dev/page'],
});
