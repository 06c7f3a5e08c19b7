import { defineConfig } from 'tsdown';

/** One file without dependencies, so that `npx burgee` installs nothing else. */
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
  outputOptions: { codeSplitting: false },
});
