import { Command, Option } from '@commander-js/extra-typings';
import { jsonOption } from '../options.ts';
import { STATUS_HELP } from '../status-help.ts';
import type { Run } from '../world.ts';
import { FRAMEWORKS } from './frameworks.ts';

const DESCRIPTION = `Sets up the application in this folder: finds its frameworks in package.json, declares a first flag, writes the \
settings into .env.example, and prints the next three commands. A file that declares flags stays as it is, and so do settings \
that exist.`;

const EXAMPLES = `Examples:
  burgee init
  burgee init --dry-run
  burgee init --framework react express --url https://flags.example.com
`;

/** Prepares an application for flags. */
export function initCommand(run: Run) {
  return new Command('init')
    .description(DESCRIPTION)
    .addOption(new Option('--framework <names...>', 'instead of those that package.json names').choices(FRAMEWORKS))
    .option('--declaration <file>', 'where to declare flags (default: flags.ts, in src if there is one)')
    .option('--url <url>', 'the URL of Burgee (default: that of burgee dev)')
    .option('--force', 'replace the declaration')
    .option('--dry-run', 'print what would be written; write nothing')
    .addOption(jsonOption())
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', STATUS_HELP)
    .action(async (options) => {
      const { runInit } = await import('./run-init.ts');
      await runInit(options, run);
    });
}
