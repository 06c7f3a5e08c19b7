import { Command, Option } from '@commander-js/extra-typings';
import { jsonOption, keyOption, profileOption, tokenOption, urlOption } from '../options.ts';
import { STATUS_HELP } from '../status-help.ts';
import type { Run } from '../world.ts';

const DESCRIPTION = `Imports flags from Unleash, in one change of all environments. Every flag returns the same as its feature did, for every \
context. A feature with a part that has no exact counterpart is left out and named, and the exit status is 1. Flags that exist \
already stay as they are, unless --update is given. Needs the role editor.`;

const EXAMPLES = `Examples:
  burgee import unleash export.json --map production=prod --map development=dev --dry-run
  burgee import unleash https://unleash.example.com/api/client/features --environment production
`;

/** Imports from other systems. */
export function importCommand(run: Run) {
  return new Command('import')
    .description('Import flags from other systems.')
    .addHelpText('before', EXAMPLES)
    .addCommand(unleashCommand(run));
}

function unleashCommand(run: Run) {
  return new Command('unleash')
    .description(DESCRIPTION)
    .summary('import flags from Unleash, with the same answer for every user')
    .argument('<source>', 'a file with an export, or the URL of an API of Unleash')
    .option(
      '--map <unleash=burgee>',
      'where an environment of Unleash goes; may be repeated (default: the same name)',
      append,
    )
    .addOption(new Option('-e, --environment <key>', 'where an export of a single environment goes').conflicts('map'))
    .option('--unleash-token <token>', 'an API token of Unleash, to read from a URL (default: UNLEASH_TOKEN)')
    .option('--update', 'also change flags and segments that exist already and differ')
    .option('--reason <text>', 'for the audit trail')
    .option('--dry-run', 'print the changes; make none')
    .option('--yes', 'change environments with real users without a question')
    .addOption(urlOption())
    .addOption(keyOption())
    .addOption(tokenOption())
    .addOption(profileOption())
    .addOption(jsonOption())
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', STATUS_HELP)
    .action(async (source, options) => {
      const { importUnleash } = await import('./import-unleash.ts');
      await importUnleash(source, options, run);
    });
}

function append(text: string, texts: readonly string[] = []): readonly string[] {
  return [...texts, text];
}
