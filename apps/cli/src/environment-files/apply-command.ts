import { Command, Option } from '@commander-js/extra-typings';
import { jsonOption, keyOption, profileOption, tokenOption, urlOption } from '../options.ts';
import type { Run } from '../world.ts';

const DESCRIPTION = `Brings an environment to the state that files describe, in one change: all of it or nothing. Flags and segments that no \
file names stay, unless --prune is given. Needs the role editor in the environment, and admin to create it or to change its \
settings. --dry-run and --check need the role viewer.`;

const EXAMPLES = `Examples:
  burgee apply production.json --dry-run
  burgee apply flags/production --prune --managed-by https://github.com/acme/flags --yes
  burgee export --environment staging | burgee apply - --environment development
`;

const NOTES = `
Exit statuses:
  0  done
  1  the server refused, or --check found a difference
  2  the command line or a file must be corrected
  3  the server did not answer
  4  not permitted`;

/** Applies environment files. */
export function applyCommand(run: Run) {
  return new Command('apply')
    .description(DESCRIPTION)
    .argument('<files...>', 'files, or folders of burgee export; - is stdin')
    .option('-e, --environment <key>', 'another environment than the one that the files name; its settings stay')
    .option('--dry-run', 'print what would change; change nothing')
    .addOption(
      new Option('--check', 'like --dry-run, and exit with status 1 if something would change').conflicts('dryRun'),
    )
    .option('--prune', 'remove flags and segments that no file names, except flags that another source manages')
    .option('--managed-by <source>', 'where the files are: their flags can then be changed only from there')
    .option('--reason <text>', 'for the audit trail')
    .option('--yes', 'change an environment with real users without a question')
    .addOption(urlOption())
    .addOption(keyOption())
    .addOption(tokenOption())
    .addOption(profileOption())
    .addOption(jsonOption())
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', NOTES)
    .action(async (files, options) => {
      const { runApply } = await import('./run-apply.ts');
      await runApply(files, options, run);
    });
}
