import { formatEnvironmentFile } from '@burgee/contracts/wire';
import { Command, Option } from '@commander-js/extra-typings';
import { resolve } from 'node:path';
import { requestOf } from '../derived/request.ts';
import { send } from '../derived/send.ts';
import { useCaseNamed } from '../derived/use-case-named.ts';
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
import { replaceFile } from '../types/files.ts';
import type { Run } from '../world.ts';
import type { FileParts } from './file-parts.ts';
import { LONG_MS } from './long-request.ts';
import { writeFolder } from './write-folder.ts';

const DESCRIPTION = `Prints an environment as a file: its settings, segments and flags, and overrides for users and everyone, without \
those for sessions, test runs and emergencies. The same content is the same text. Needs the role viewer in the environment.`;

const EXAMPLES = `Examples:
  burgee export --environment production
  burgee export --environment production --out production.json
  burgee export --environment production --folder flags/production
`;

/** Writes a whole environment as a file, or as a folder with a file for each flag. */
export function exportCommand(run: Run) {
  return new Command('export')
    .description(DESCRIPTION)
    .addOption(environmentOption(run))
    .option('--out <file>', 'write this file instead of stdout')
    .addOption(
      new Option('--folder <folder>', 'write a file for each flag and segment into this folder').conflicts('out'),
    )
    .option(
      '--no-overrides',
      'leave out overrides for users and everyone, so that they stay as they are when the file is applied',
    )
    .addOption(urlOption())
    .addOption(keyOption())
    .addOption(tokenOption())
    .addOption(profileOption())
    .addOption(jsonOption())
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', STATUS_HELP)
    .action(async ({ environment, out, folder, overrides, json, ...options }) => {
      const request = { ...requestOf(EXPORT, { key: environment, overrides }), timeoutMs: LONG_MS };
      const failing = { run, path: 'burgee export', environment };
      const answer = await send(connectionOf(options, run), request, failing);
      if (folder !== undefined) return writeFolder(resolve(run.folder, folder), JSON.parse(answer) as FileParts, run);
      const text = json ? `${answer}\n` : formatEnvironmentFile(JSON.parse(answer) as object);
      if (out === undefined) return run.print(text.trimEnd());
      await replaceFile(resolve(run.folder, out), out, text);
      run.complain(`Wrote ${out}.`);
    });
}

const EXPORT = useCaseNamed('environments.exportFile');
