import { SDKS } from '@burgee/protocols/connect';
import { Command } from '@commander-js/extra-typings';
import {
  connectionOf,
  environmentOption,
  jsonOption,
  keyOption,
  profileOption,
  tokenOption,
  urlOption,
} from '../options.ts';
import { STATUS_HELP } from '../status-help.ts';
import type { Run } from '../world.ts';

const EXAMPLES = `Examples:
  burgee connect unleash-node
  burgee connect openfeature-node --environment production --flag new-checkout
  burgee connect flagd-go --sdk-key srv_... --wait
`;

const LABEL_COLUMN = Math.max(...SDKS.map(({ id }) => id.length)) + 2;
const SDK_LIST = `\nSDKs:\n${SDKS.map(({ id, label }) => `  ${id.padEnd(LABEL_COLUMN)}${label}`).join('\n')}\n`;

/** Prints the lines that connect an SDK, and waits for its first request. */
export function connectCommand(run: Run) {
  return new Command('connect')
    .description(
      'Prints the lines that connect an SDK to this server. Needs a key or token with the role viewer in the environment.',
    )
    .argument('<sdk>', 'one of the SDKs below')
    .option('--sdk-key <key>', 'the key that the lines contain, srv_... or web_... (default: a text in its place)')
    .option('--flag <key>', 'the flag that the lines read', 'new-checkout')
    .option('--wait', 'wait until the program asks for flags')
    .addOption(environmentOption(run))
    .addOption(urlOption())
    .addOption(keyOption())
    .addOption(tokenOption())
    .addOption(profileOption())
    .addOption(jsonOption())
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', SDK_LIST + STATUS_HELP)
    .action(async (id, { environment, sdkKey, flag, wait, json, ...options }) => {
      const { connectSdk } = await import('./connect-sdk.ts');
      const wanted = { id, environment, sdkKey, flag, wait: wait === true, json: json === true };
      await connectSdk(connectionOf(options, run), wanted, run);
    });
}
