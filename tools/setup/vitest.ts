import './require-node.mjs';
import { basename, join } from 'node:path';
import { defaultClientConditions, defaultServerConditions } from 'vite';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { summaryReporter } from './vitest-summary.ts';

type ProjectTests = {
  /** The project's folder: `import.meta.dirname` of its `vitest.config.ts`. */
  root: string;
  /** Starts one PostgreSQL before the project's tests, by `tools/src/test-postgres.ts`. */
  database?: boolean;
  environment?: 'node' | 'happy-dom';
  /** How many test files run at a time: more than one where they mostly wait. */
  workers?: number;
  /** Fails a run with `CI=true` unless the tests reach every line and every branch of `src`. */
  fullCoverage?: boolean;
};

/** A longer search tries this many times the usual number of cases; see `runs` of `@burgee/testing`. */
const LONGER = Math.max(1, Number(process.env['BURGEE_TEST_RUNS'] ?? 1));

/** Longer than any wait for an event within a test. */
const HANGS_AFTER_MS = 4 * 60_000;
const WAITS_FOR_MS = 45_000;

/** The configuration of one project's tests. Its `vitest.config.ts` says only what is different there. */
export function vitestConfig({
  root,
  database,
  environment = 'node',
  workers = 1,
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
      // The files of a project share their modules: loading them again for each file takes a quarter of the time.
      isolate: false,
      reporters: ['default', summaryReporter(name)],
      maxWorkers: workers,
      // These end tests that hang. They assert nothing about speed: two projects run at a time, on busy machines.
      testTimeout: HANGS_AFTER_MS * LONGER,
      hookTimeout: HANGS_AFTER_MS,
      expect: { poll: { timeout: WAITS_FOR_MS, interval: 20 } },
      ...(environment === 'happy-dom' && { setupFiles: [join(import.meta.dirname, 'testing-library.ts')] }),
      ...(database && { globalSetup: [join(import.meta.dirname, '../src/test-postgres.ts')] }),
      coverage: {
        enabled: fullCoverage && process.env['CI'] === 'true',
        provider: 'istanbul',
        include: ['src/**/*.ts'],
        exclude: ['src/index.ts', '**/*.test.ts', '**/*.test-d.ts', '**/test-*.ts'],
        reporter: [['text', { skipFull: true }]],
        thresholds: { lines: 100, branches: 100 },
      },
    },
  });
}
