import tab from '@bomb.sh/tab/commander';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { COMPLETION } from './completion-names.ts';
import { STATUS_HELP } from './status-help.ts';

const EXAMPLES = `Examples:
  source <(burgee completion bash)
  burgee completion zsh > ~/.zfunc/_burgee
  burgee completion fish > ~/.config/fish/completions/burgee.fish
`;

/** Adds the command that prints scripts, and the one that they call. @param program has all other commands. */
export function addCompletion(program: CommandUnknownOpts): void {
  // The library is typed for commander itself, of which this is a stricter declaration.
  tab(program as unknown as Parameters<typeof tab>[0], { completionCommandName: COMPLETION });
  program.commands
    .find((command) => command.name() === COMPLETION)
    ?.description('Prints the script with which a shell completes commands and options.')
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', STATUS_HELP);
}
