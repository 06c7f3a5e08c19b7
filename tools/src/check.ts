// `npm run check`: all static checks. Every step runs, so that no problem hides another.
import { spawnSync } from 'node:child_process';

const steps = [
  ['nx', 'run-many', '--targets=lint,typecheck'],
  // The configuration files at the root belong to no project.
  ['tsc', '--project', '.'],
  ['eslint', '--max-warnings=0', '*.{ts,mjs}'],
  ['prettier', '--check', '.'],
  ['knip'],
] as const;

const failed = steps.filter(([command, ...args]) => spawnSync(command, args, { stdio: 'inherit' }).status !== 0);

for (const step of failed) console.error(`Failed: ${step.join(' ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
