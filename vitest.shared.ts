import './tools/require-node.mjs';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { defaultClientConditions, defaultServerConditions } from 'vite';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { summaryReporter } from './vitest.summary.ts';

type ProjectTests = {
  /** The project's folder: `import.meta.dirname` of its `vitest.config.ts`. */
  root: string;
  /** Starts one PostgreSQL before the project's tests, by `vitest.database.ts`. */
  database?: boolean;
  environment?: 'node' | 'happy-dom';
  /** Fails the run unless the tests reach every line and every branch of `src`. */
  fullCoverage?: boolean;
};

/** The configuration of one project's tests. Its `vitest.config.ts` says only what is different there. */
export function vitestConfig({
  root,
  database,
  environment = 'node',
  fullCoverage = false,
}: ProjectTests): ViteUserConfig {
  const name = basename(root);
  return defineConfig({
    // Other projects are read from their source, so that no test needs a build.
    resolve: { conditions: ['@burgee/source', ...defaultClientConditions] },
    ssr: { resolve: { conditions: ['@burgee/source', ...defaultServerConditions] } },
    environments: { __vitest__: { resolve: { conditions: ['@burgee/source', ...defaultServerConditions] } } },
    test: {
      name,
      environment,
      include: ['src/**/*.test.{ts,tsx}'],
      // The files of a project share what they import: to load it anew for each takes a quarter of the time.
      isolate: false,
      reporters: ['default', summaryReporter(name)],
      // Three projects run at a time, and the first query of a database is slow.
      testTimeout: 15_000,
      hookTimeout: 60_000,
      ...(database && { globalSetup: [join(import.meta.dirname, 'vitest.database.ts')] }),
      typecheck: {
        // Not what tsc has made of them.
        include: ['src/**/*.test-d.ts'],
        enabled: readdirSync(join(root, 'src'), { encoding: 'utf8', recursive: true }).some((file) =>
          file.endsWith('.test-d.ts'),
        ),
        // `--build`, because otherwise all projects would share one file of incremental results.
        build: true,
        tsconfig: 'tsconfig.test-d.json',
        spawnTimeout: 60_000,
      },
      coverage: {
        enabled: fullCoverage,
        provider: 'v8',
        include: ['src/**/*.ts'],
        exclude: ['src/index.ts', '**/*.test.ts', '**/*.test-d.ts', '**/test-*.ts'],
        reporter: [['text', { skipFull: true }]],
        thresholds: { lines: 100, branches: 100 },
      },
    },
  });
}
