import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench } from './bench.ts';

const ROOT = join(import.meta.dirname, '../../..');
const CLI = join(ROOT, 'apps/cli');
/** The best of these counts, because other work on the machine only adds time. */
const RUNS = 5;

/** Milliseconds from the start of Node to its end. */
function runMs(args: readonly string[]): number {
  const start = performance.now();
  execFileSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  return performance.now() - start;
}

const bestMs = (args: readonly string[]) => Math.min(...Array.from({ length: RUNS }, () => runMs(args)));

/** The names in the list of commands. */
function commandsIn(help: string): string[] {
  const [, list = ''] = /\nCommands:\n(.*?)\n\n/s.exec(help) ?? [];
  const names = [...list.matchAll(/^ {2}([a-z]+) /gm)].flatMap(([, name]) => name ?? []);
  return names.filter((name) => name !== 'help');
}

/** Built as it is published. */
function measureBuilt(folder: string) {
  execFileSync(
    process.execPath,
    [
      join(ROOT, 'node_modules/tsdown/dist/run.mjs'),
      ...['--config', join(CLI, 'tsdown.config.ts'), '--out-dir', join(folder, 'build'), '--log-level', 'error'],
    ],
    { cwd: CLI, stdio: 'inherit' },
  );
  cpSync(join(CLI, 'package.json'), join(folder, 'package.json'));
  const program = join(folder, 'build/burgee.js');
  const names = commandsIn(execFileSync(process.execPath, [program, '--help'], { encoding: 'utf8' }));
  if (names.length < 10) throw new Error(`The help lists ${names.length} commands.`);
  const uses = [['--help'], ...names.map((name) => [name, '--help'])];
  return { value: Math.max(...uses.map((use) => bestMs([program, ...use]))), floor: bestMs(['-e', '0']) };
}

export const cliHelp: Bench = {
  name: 'cli-help',
  title: '--help of the slowest command of the built command line',
  floorTitle: 'node -e 0',
  unit: 'ms',
  limit: { of: 'value', atMost: 300 },
  processes: 1,
  run: () => {
    const folder = mkdtempSync(join(tmpdir(), 'burgee-cli-help-'));
    try {
      return measureBuilt(folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};
