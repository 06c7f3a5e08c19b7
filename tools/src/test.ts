// `npm test`: runs the tests of every project, reports what was left out, and prints the totals in the last line.
import { findChromium, findPgBouncer, findRedisServer } from '@burgee/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SHARED_URL, startTestPostgres } from './test-postgres.ts';
import { type Counts, leftOut, type ProjectRun, totalsOf } from './totals.ts';

/** Nx records the tasks of its last command here, with their status. */
const NX_RUN = '.nx/cache/run.json';
const SUMMARY = 'test-results/summary.json';

const roots = new Map(
  globSync('{apps/*,libs/*,tools}/package.json').map((file) => [readJson<{ name: string }>(file).name, dirname(file)]),
);

// Results of an earlier run must not be counted again. Nx restores the summaries of cached runs.
for (const file of [NX_RUN, ...[...roots.values()].map((root) => join(root, SUMMARY))]) rmSync(file, { force: true });

const chromium = findChromium();
const redis = findRedisServer();
const targets = ['test', ...(chromium ? ['e2e'] : [])];

const status = await runProjects();

const runs = projectRuns();
const totals = totalsOf(runs);
const missing = leftOut(
  [
    { tests: 'against Redis', program: 'redis-server', path: redis },
    { tests: 'behind PgBouncer', program: 'pgbouncer', path: findPgBouncer() },
    { tests: 'in the browser', program: 'Chromium', path: chromium },
  ],
  totals.skipped,
);

console.log();
for (const { project, counts } of runs)
  for (const failure of counts?.failures ?? []) console.log(`Failed: ${project} ${failure}`);
for (const { project } of runs.filter(({ counts }) => !counts)) console.log(`Crashed: the tests of ${project}`);
if (missing.length > 0) console.log(`Left out: ${missing.join(', ')}`);
// Nobody reads the output of a green run in CI, so nothing may be left out there.
if (missing.length > 0 && process.env.CI === 'true') totals.failed += missing.length;
if (status !== 0 && totals.failed === 0) totals.failed = 1;
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed === 0 ? 0 : 1;

async function runProjects(): Promise<number | null> {
  await using postgres = await startTestPostgres();
  const nx = spawn(
    'nx',
    ['run-many', `--targets=${targets.join()}`, '--outputStyle=static', ...process.argv.slice(2)],
    {
      stdio: 'inherit',
      env: { ...process.env, [SHARED_URL]: postgres.url },
    },
  );
  const [code] = (await once(nx, 'exit')) as [number | null];
  return code;
}

function projectRuns(): ProjectRun[] {
  if (!existsSync(NX_RUN)) return [];
  const { tasks } = readJson<{ tasks: { target: string; projectName: string; status: number }[] }>(NX_RUN);
  return tasks
    .filter(({ target }) => targets.includes(target))
    .map(({ projectName, status }) => {
      const summary = join(roots.get(projectName) ?? '', SUMMARY);
      const counts = existsSync(summary) ? readJson<Counts>(summary) : undefined;
      return { project: projectName, isGreen: status === 0, ...(counts && { counts }) };
    });
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}
