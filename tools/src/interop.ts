// `npm run interop`: runs the SDKs of other vendors against Burgee. They have a lockfile of their own, in tools/interop.
// Options are passed on to Vitest.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Counts } from './totals.ts';

const FOLDER = join(import.meta.dirname, '../interop');
const SUMMARY = join(FOLDER, 'test-results/summary.json');
const INSTALLED = join(FOLDER, 'node_modules/.package-lock.json');

rmSync(SUMMARY, { force: true });
const isGreen =
  (isInstalled() || (await run('npm', ['ci'], FOLDER))) &&
  (await run('tsc', ['--project', '.'], FOLDER)) &&
  (await run('vitest', ['run', ...process.argv.slice(2)], FOLDER));

const counts: Counts = existsSync(SUMMARY)
  ? (JSON.parse(readFileSync(SUMMARY, 'utf8')) as Counts)
  : { passed: 0, failed: 0, skipped: 0 };
for (const failure of counts.failures ?? []) console.log(`Failed: interop ${failure}`);
const failed = counts.failed === 0 && !isGreen ? 1 : counts.failed;
console.log(`${counts.passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** Whether what is installed has the versions of the lockfile. npm leaves the workspace itself out of its copy. */
function isInstalled(): boolean {
  if (!existsSync(INSTALLED)) return false;
  const { '': _own, ...wanted } = packagesIn(join(FOLDER, 'package-lock.json'));
  return JSON.stringify(versionsOf(wanted)) === JSON.stringify(versionsOf(packagesIn(INSTALLED)));
}

function packagesIn(lockfile: string): Record<string, { version?: string }> {
  return (JSON.parse(readFileSync(lockfile, 'utf8')) as { packages: Record<string, { version?: string }> }).packages;
}

function versionsOf(packages: Record<string, { version?: string }>): [string, string | undefined][] {
  return Object.entries(packages).map(([path, { version }]) => [path, version]);
}

async function run(command: string, args: readonly string[], cwd: string): Promise<boolean> {
  const [status] = (await once(spawn(command, args, { cwd, stdio: 'inherit' }), 'exit')) as [number | null];
  return status === 0;
}
