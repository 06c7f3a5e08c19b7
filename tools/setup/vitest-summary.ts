import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reporter, SerializedError, TestCase, TestModule, TestRunEndReason, Vitest } from 'vitest/node';

/**
 * Writes how many tests of a project passed, failed and were skipped to `test-results/summary.json`, and which failed.
 *
 * A file, because Nx restores it together with the cached run it belongs to: `npm test` sums these files and so counts
 * the tests that did not have to run again.
 */
export function summaryReporter(project: string): Reporter {
  let root = '';
  const file = () => join(root, 'test-results', 'summary.json');
  return {
    onInit(vitest: Vitest) {
      root = vitest.config.root;
      // A run that crashes must not leave the summary of the run before it.
      rmSync(file(), { force: true });
    },
    onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[], reason: TestRunEndReason) {
      const states = modules.flatMap((module) => {
        const tests = [...module.children.allTests()].map((test) => test.result().state);
        // A file that could not be loaded, or whose hook failed, has no test of its own to show it.
        return module.state() === 'failed' && !tests.includes('failed') ? [...tests, 'failed'] : tests;
      });
      const count = (state: string) => states.filter((each) => each === state).length;
      const unexplained = reason === 'failed' && !states.includes('failed') ? 1 : 0;
      const summary = {
        project,
        passed: count('passed'),
        failed: count('failed') + Math.max(errors.length, unexplained),
        skipped: count('skipped'),
        failures: [
          ...modules.flatMap((module) => [...module.children.allTests('failed')].map(failureOf)),
          ...errors.map(({ message }) => `outside of a test: ${message}`),
        ],
      };
      mkdirSync(join(root, 'test-results'), { recursive: true });
      writeFileSync(file(), `${JSON.stringify(summary, null, 2)}\n`);
    },
  };
}

function failureOf(test: TestCase): string {
  const why = test.result().errors?.[0]?.message.split('\n')[0] ?? '';
  return `${test.module.relativeModuleId} > ${test.fullName}: ${why}`;
}
