import { join } from 'node:path';
import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: ['src/index.ts', 'src/react-query.ts'],
  outDir: 'build',
  platform: 'neutral',
  target: 'es2022',
  // A stable name for the file that both entries share: app-router.d.ts.
  hash: false,
  dts: {
    sourcemap: false,
    // Without references, the types of other projects come from their sources, and without `paths` from `node_modules`, where
    // TypeScript emits nothing. Otherwise, a type that is not found silently becomes `any` or `unknown`.
    tsconfigRaw: { references: [] },
    compilerOptions: {
      composite: false,
      rootDir: join(import.meta.dirname, '../..'),
      paths: {
        '@burgee/api': [join(import.meta.dirname, '../api/src/index.ts')],
        '@burgee/contracts': [join(import.meta.dirname, '../contracts/src/index.ts')],
      },
    },
  },
  deps: { alwaysBundle: ['@burgee/contracts'] },
  inputOptions: {
    resolve: { conditionNames: ['@burgee/source', 'import', 'default'] },
    // Warns of slow machines.
    checks: { bundlerTimings: false },
  },
  failOnWarn: true,
});
