// `npm run check`: all static checks. Every step runs, so that no problem hides another.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { dirname } from 'node:path';

type Command = readonly [string, ...string[]];

/** The configuration files at the root belong to no project. */
const ROOT_FILES = '*.{ts,mjs}';
const projects = globSync('{apps,libs}/*/tsconfig.json').map(dirname).concat('tools').toSorted();

/**
 * Nx checks only the projects that have changed since it last ran. On a fresh clone, one process for all projects takes half
 * as long as one for each.
 */
const checksOfProjects: readonly Command[][] =
  process.env.CI === 'true'
    ? [
        // The rule about the boundaries of projects reads the graph that this leaves behind.
        [['nx', 'show', 'projects']],
        [
          [
            'node',
            '--max-old-space-size=8000',
            'node_modules/eslint/bin/eslint.js',
            '--max-warnings=0',
            'apps',
            'libs',
            'tools',
            ROOT_FILES,
          ],
          ['tsc', '--build', ...projects],
        ],
      ]
    : [[['nx', 'run-many', '--targets=lint,typecheck']], [['eslint', '--max-warnings=0', ROOT_FILES]]];

/** The commands of a step run at the same time. */
const steps: readonly Command[][] = [
  ...checksOfProjects,
  [['tsc', '--project', '.']],
  [['prettier', '--check', '.'], ['knip']],
];

const failed: Command[] = [];
for (const step of steps) {
  const passed = await Promise.all(step.map(run));
  failed.push(...step.filter((_command, index) => !passed[index]));
}
for (const command of failed) console.error(`Failed: ${command.join(' ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;

async function run([command, ...args]: Command): Promise<boolean> {
  const [status] = (await once(spawn(command, args, { stdio: 'inherit' }), 'exit')) as [number | null];
  return status === 0;
}
