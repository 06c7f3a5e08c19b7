import { Command } from '@commander-js/extra-typings';
import { environmentOption } from '../options.ts';
import type { Run } from '../world.ts';

const DESCRIPTION = `Serves the flags that flags.ts declares, without a database, until Ctrl+C. Each answers with its declared \
fallback. The page at / sets values, which every browser and server that is connected sees at once; .burgee/dev.json keeps \
them. A change of the file is served as soon as it is saved. Only this machine can connect, with any key or without one.`;

const EXAMPLES = `Examples:
  burgee dev
  burgee dev --declaration src/features.ts --port 4010
`;

const NOTES = `
Exit statuses:
  0  stopped
  2  there is no declaration, it cannot be read, or the port is in use`;

/** A server for development, from a file instead of a database. */
export function devCommand(run: Run) {
  return new Command('dev')
    .description(DESCRIPTION)
    .option('--declaration <file>', 'the declaration (default: flags.ts or src/flags.ts)')
    .option('--port <number>', 'where to listen; 0 takes a free one', '4000')
    .addOption(environmentOption(run))
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', NOTES)
    .action(async (options) => {
      const { runDev } = await import('./run-dev.ts');
      await runDev(options, run);
    });
}
