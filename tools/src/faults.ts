// `npm run faults`: breaks the database, the cache, the network, servers and clocks under a running Burgee, and records
// what its users noticed in docs/reliability.md.
import { findRedisServer, runSql, startPostgres } from '@burgee/testing';
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import prettier from 'prettier';
import { rows } from './faults/all.ts';
import { asJson, asLine, asMarkdown, type Circumstances } from './faults/report.ts';
import { relaxLimits, type Result, type Row, worstOf } from './faults/row.ts';
import { runRows } from './faults/run.ts';

const USAGE = `Usage: npm run faults -- [<id>...] [--ci] [--list] [--json] [--write]

Causes each fault under a running Burgee and prints the worst that its users noticed.
Exits with status 1 if a row fails. Without ids, it runs all rows and writes docs/reliability.md.

  <id>...   runs only these rows
  --ci      runs only the rows of .ci/run, which take at most 4 minutes, with limits for a busy machine
  --runs N  repeats all rows N times; the worst values count
  --list    prints the rows without running them
  --json    prints JSON after the run; progress goes to standard error
  --write   writes docs/reliability.md even after a run of some rows
  --help    prints this help`;

const PAGE = 'docs/reliability.md';
const OPTIONS = {
  ci: { type: 'boolean', default: false },
  runs: { type: 'string', default: '1' },
  list: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  write: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
process.exitCode = await main();

async function main(): Promise<number> {
  const given = readArguments();
  if ('problem' in given) return complain(`${given.problem}\n\n${USAGE}`);
  const { values, chosen } = given;
  if (values.help) console.log(USAGE);
  else if (values.list) console.log(chosen.map(describe).join('\n'));
  else if (!findRedisServer()) return complain('There is no redis-server on the PATH.');
  else return runChosenRows(chosen, values);
  return 0;
}

function complain(problem: string): number {
  console.error(problem);
  return 2;
}

type Values = { readonly ci: boolean; readonly json: boolean; readonly write: boolean; readonly runs: string };

function readArguments() {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: OPTIONS });
    const unknown = positionals.find((id) => !rows.some((row) => row.id === id));
    if (unknown !== undefined) return { problem: `There is no row "${unknown}". Use --list to print all rows.` };
    if (!/^[1-9]\d?$/.test(values.runs))
      return { problem: `--runs must be a number from 1 to 99, not "${values.runs}".` };
    const isChosen = ({ id, isInCi }: Row) =>
      (positionals.length === 0 || positionals.includes(id)) && (isInCi || !values.ci);
    const chosen = rows.filter(isChosen);
    return { values, chosen: values.ci ? chosen.map(relaxLimits) : chosen };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

function describe({ id, isInCi, promise, title }: Row): string {
  return `${id.padEnd(28)} ${isInCi ? 'ci' : '  '}  ${promise.padEnd(10)} ${title}`;
}

async function runChosenRows(chosen: readonly Row[], { ci, json, write, runs }: Values): Promise<number> {
  const print = json ? console.error : console.log;
  const begun = performance.now();
  const progress = {
    began: ({ id }: Row) => print(`...   ${id}`),
    ended: (result: Result) => printResult(result, print),
  };
  const all: Result[][] = [];
  for (let time = 0; time < Number(runs); time++) all.push(await runRows(chosen, progress));
  const results = chosen.map((row) => worstOf(all.flatMap((each) => each.filter((result) => result.row === row))));
  const isComplete = chosen.length === rows.length;
  const options = [...(ci ? ['--ci'] : []), ...(all.length > 1 ? [`--runs ${runs}`] : [])];
  const command = ['npm run faults', ...(options.length > 0 ? ['--', ...options] : [])].join(' ');
  const circumstances = await readCircumstances(command, all.length);
  if (json) console.log(asJson(results, circumstances));
  if (isComplete || write) await writePage(asMarkdown(results, circumstances));
  const failed = results.filter(({ verdict }) => verdict === 'fail').length;
  print(`${results.length} rows, ${failed} failed, ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  return failed === 0 ? 0 : 1;
}

function printResult(result: Result, print: (line: string) => void): void {
  print(asLine(result));
  for (const violation of result.violations.slice(0, 10)) print(`        ${violation}`);
}

async function writePage(text: string): Promise<void> {
  const options = await prettier.resolveConfig(PAGE);
  await writeFile(PAGE, await prettier.format(text, { ...options, parser: 'markdown' }));
}

async function readCircumstances(command: string, runs: number): Promise<Circumstances> {
  await using postgres = await startPostgres();
  const [version] = await runSql<{ server_version: string }>(postgres.url, 'show server_version');
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: measuredCommit(join(import.meta.dirname, '../..')),
    cores: availableParallelism(),
    node: process.versions.node,
    postgres: version?.server_version ?? '',
    runs,
    command,
  };
}

/** The page is written before it can be committed, so it names the commit that was measured. */
function measuredCommit(directory: string): string {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: directory, encoding: 'utf8' }).trim();
  const isChanged = git('status', '--porcelain', '--untracked-files=no', '--', 'apps', 'libs', 'tools') !== '';
  return git('rev-parse', '--short=10', 'HEAD') + (isChanged ? ', with changes' : '');
}
