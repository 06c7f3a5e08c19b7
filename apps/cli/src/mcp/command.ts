import { Command } from '@commander-js/extra-typings';
import { connectionOf, keyOption, profileOption, tokenOption, urlOption } from '../options.ts';
import { readSession } from '../session.ts';
import { STATUS_HELP } from '../status-help.ts';
import type { Run } from '../world.ts';
import { bridge } from './bridge.ts';

const EXAMPLES = `Examples:
  burgee mcp
  burgee mcp --url https://flags.example.com --profile work
`;

const DESCRIPTION = `Lets an agent use a server over the Model Context Protocol: reads messages from standard input, and prints only messages. \
The agent starts it; docs/mcp.md says how to add it to one. The key decides what the agent may do.`;

/** Connects an agent that talks over standard input and output with the `/mcp` of a server. */
export function mcpCommand(run: Run) {
  return new Command('mcp')
    .description(DESCRIPTION)
    .addOption(urlOption())
    .addOption(keyOption())
    .addOption(tokenOption())
    .addOption(profileOption())
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', STATUS_HELP)
    .action(async (options) => {
      const connection = connectionOf(options, run);
      // Otherwise, an agent would only learn from its first message that the key is wrong.
      await readSession(connection, { run, path: 'burgee mcp' });
      await bridge(run.lines(), connection, run);
    });
}
