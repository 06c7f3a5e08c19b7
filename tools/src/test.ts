// `npm test` and, with `--browser`, `npm run e2e`: run the tests of every project, or the journeys in Chromium and the tests of
// server processes; report what was left out, and print the totals in the last line.
import { COMPILE_CACHE, findChromium, findPgBouncer, findRedisServer, SHARED } from '@burgee/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startShared } from './test-postgres.ts';
import { type Counts, leftOut, type ProjectRun, totalsOf } from './totals.ts';

/** Nx records the tasks of its last command here, with their status. */
const NX_RUN = '.nx/cache/run.json';
/** Unit tests of two projects also fill the time in which one waits. Journeys and killed servers have limits of time. */
const AT_ONCE = { test: 2, e2e: 1 };
/**
 * Nx starts the tasks first that others depend on, so this target without a command (tools/setup/project.json) depends on
 * the longest tests. It would run them even if options exclude them.
 */
const LONG_FIRST = 'after-long-tests';
const SUMMARY = 'test-results/summary.json';

const roots = new Map(
  globSync('{apps/*,libs/*,tools}/package.json').map((file) => [readJson<{ name: string }>(file).name, dirname(file)]),
);

// Results of an earlier run must not be counted again. Nx restores the summaries of cached runs.
for (const file of [NX_RUN, ...[...roots.values()].map((root) => join(root, SUMMARY))]) rmSync(file, { force: true });

const inBrowser = process.argv[2] === '--browser';
const nxOptions = process.argv.slice(inBrowser ? 3 : 2);
const target = inBrowser ? 'e2e' : 'test';
const programs = [
  { tests: 'against Redis', program: 'redis-server', path: findRedisServer() },
  inBrowser
    ? { tests: 'in the browser', program: 'Chromium', path: findChromium() }
    : { tests: 'behind PgBouncer', program: 'pgbouncer', path: findPgBouncer() },
];

const status = inBrowser && !findChromium() ? 1 : await runProjects();

const runs = projectRuns();
const totals = totalsOf(runs);
const missing = leftOut(programs, totals.skipped);

console.log();
for (const { project, counts } of runs)
  for (const failure of counts?.failures ?? []) console.log(`Failed: ${project} ${failure}`);
for (const { project, isGreen, counts } of runs) {
  if (!counts) console.log(`Failed: ${project} crashed`);
  else if (!isGreen && counts.failed === 0)
    console.log(`Failed: ${project} passed its tests, but ended with an error or without its coverage`);
}
if (missing.length > 0) console.log(`Left out: ${missing.join(', ')}`);
// Nobody reads the output of a green run in CI, so nothing may be left out there.
if (missing.length > 0 && process.env.CI === 'true') totals.failed += missing.length;
if (status !== 0 && totals.failed === 0) totals.failed = 1;
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed === 0 ? 0 : 1;

async function runProjects(): Promise<number | null> {
  await using shared = await startShared();
  const targets = target === 'test' && nxOptions.length === 0 ? `test,${LONG_FIRST}` : target;
  const options = [`--targets=${targets}`, `--parallel=${AT_ONCE[target]}`, '--outputStyle=static', ...nxOptions];
  const nx = spawn('nx', ['run-many', ...options], {
    stdio: 'inherit',
    env: {
      ...process.env,
      [SHARED]: JSON.stringify(shared),
      NODE_COMPILE_CACHE: COMPILE_CACHE,
    },
  });
  const [code] = (await once(nx, 'exit')) as [number | null];
  return code;
}

function projectRuns(): ProjectRun[] {
  if (!existsSync(NX_RUN)) return [];
  const { tasks } = readJson<{ tasks: { target: string; projectName: string; status: number }[] }>(NX_RUN);
  return tasks
    .filter((task) => task.target === target)
    .map(({ projectName, status }) => {
      const summary = join(roots.get(projectName) ?? '', SUMMARY);
      const counts = existsSync(summary) ? readJson<Counts>(summary) : undefined;
      return { project: projectName, isGreen: status === 0, ...(counts && { counts }) };
    });
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}
