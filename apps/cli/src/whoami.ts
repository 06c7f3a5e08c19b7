import { Command } from '@commander-js/extra-typings';
import { connectionOf, jsonOption, keyOption, profileOption, tokenOption, urlOption } from './options.ts';
import { describeSession, readSession } from './session.ts';
import { STATUS_HELP } from './status-help.ts';
import type { Run } from './world.ts';

/** Prints who the key or token is. */
export function whoamiCommand(run: Run) {
  return new Command('whoami')
    .description('Prints the caller: the name and the roles of the key or token, and the server.')
    .addOption(urlOption())
    .addOption(keyOption())
    .addOption(tokenOption())
    .addOption(profileOption())
    .addOption(jsonOption())
    .addHelpText('before', 'Examples:\n  burgee whoami\n  burgee whoami --profile work --json\n')
    .addHelpText('after', STATUS_HELP)
    .action(async ({ json, ...options }) => {
      const connection = connectionOf(options, run);
      const { session, text } = await readSession(connection, { run, path: 'burgee whoami' });
      run.print(json ? text : `${describeSession(session)}\n${connection.url}`);
    });
}
