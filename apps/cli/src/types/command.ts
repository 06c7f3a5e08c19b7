import { Command, Option } from '@commander-js/extra-typings';
import { environmentOption, jsonOption, keyOption, profileOption, tokenOption, urlOption } from '../options.ts';
import type { World } from '../world.ts';

const DESCRIPTION = `Writes the declaration of an environment's flags, with their types, values and fallbacks and the attributes of contexts \
that rules use. With --check, compares a declaration with the environment, as in CI. A declaration that was written by \
hand can be checked as well.`;

const EXAMPLES = `Examples:
  burgee types --url https://flags.example.com --environment production
  burgee types --check
  burgee types --snapshot ruleset.json --out src/generated/flags.ts
`;

const NOTES = `
Needs an admin key or a token with the role viewer in the environment, or a snapshot.

Exit statuses:
  0  written, or no difference
  1  differences, or the server refused
  2  the command line or a file must be corrected
  3  the server did not answer
  4  not permitted`;

/** Keeps the declared flags of an application in step with the server. */
export function typesCommand(world: World) {
  return new Command('types')
    .description(DESCRIPTION)
    .option('--check', 'name every difference with its file and line, and exit with status 1 if there is one')
    .option('--out <file>', 'the declaration (default: flags.ts or src/flags.ts)')
    .addOption(new Option('--force', 'replace a file that was written by hand').conflicts('check'))
    .option('--snapshot <file>', 'read a ruleset from a JSON file instead of a server')
    .addOption(environmentOption(world))
    .addOption(urlOption())
    .addOption(keyOption())
    .addOption(tokenOption())
    .addOption(profileOption())
    .addOption(jsonOption())
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', NOTES)
    .action(async (options) => {
      const { runTypes } = await import('./run-types.ts');
      await runTypes(options, world);
    });
}
