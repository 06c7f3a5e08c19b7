import { Command, CommanderError, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { commandAgain } from './again.ts';
import { COMMANDS } from './commands.ts';
import { COMPLETION, SUGGESTIONS } from './completion-names.ts';
import { STATUS_HELP } from './status-help.ts';
import { visibleText } from './visible-text.ts';
import { Complaint, type Run, STATUS, type Status, type World } from './world.ts';

/** Runs the command in the arguments, without the name of the program. Returns the exit status. */
export async function runBurgee(args: readonly string[], world: World): Promise<Status> {
  const help: string[] = [];
  try {
    const program = await createProgram(nameIn(args), { ...world, args });
    prepare(program, { ...world, args }, (text) => help.push(text));
    await program.parseAsync([...args], { from: 'user' });
    return STATUS.done;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) {
      world.print(help.join('').trimEnd());
      return STATUS.done;
    }
    if (!(error instanceof Complaint)) throw error;
    world.complain(visibleText(error.message));
    if (error.fix !== undefined) world.complain(`  ${visibleText(error.fix)}`);
    return error.status;
  }
}

function nameIn([first, second]: readonly string[]): string | undefined {
  return first === 'help' ? second : first;
}

const EXAMPLES = `Examples:
  burgee login --url https://flags.example.com
  burgee flags create new-checkout
  burgee flags rollout new-checkout 25
  burgee eval new-checkout --user ann --explain
`;

/** @param name the only command that is loaded, except for suggestions. The others are known by their summaries. */
async function createProgram(name: string | undefined, run: Run): Promise<CommandUnknownOpts> {
  const program = new Command('burgee')
    .description('Feature flags from the command line.')
    .version(run.version(), '-V, --version', 'print the version')
    // A command may have an option of the same name, such as the version to undo.
    .enablePositionalOptions()
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', STATUS_HELP);
  for (const [known, { summary, load }] of Object.entries(COMMANDS)) {
    const command = known === name || name === SUGGESTIONS ? (await load())(run) : new Command(known);
    // Suggestions have one line each, from the description.
    program.addCommand(name === SUGGESTIONS ? command.description(summary) : command.summary(summary));
  }
  if (name === SUGGESTIONS || name === COMPLETION) (await import('./completion.ts')).addCompletion(program);
  else program.addCommand(new Command(COMPLETION).summary('print the completion script of a shell'));
  return program;
}

/** @param writeHelp called with each part of the help or with the version. */
function prepare(command: CommandUnknownOpts, run: Run, writeHelp: (text: string) => void): void {
  command
    .configureOutput({
      writeOut: writeHelp,
      getOutHelpWidth: () => run.terminal.columns,
      getOutHasColors: () => false,
      // `exitOverride` reports errors, in one line.
      writeErr: () => {},
    })
    .exitOverride((error) => {
      if (error.exitCode === 0) throw error;
      throw usageComplaint(error, command, run);
    });
  for (const inner of command.commands) prepare(inner, run, writeHelp);
}

/** One line, and the command that was meant or that explains more. */
function usageComplaint({ message, code }: CommanderError, command: CommandUnknownOpts, run: Run): Complaint {
  const help = `${pathOf(command)} --help`;
  // A group of commands prints its help if none of them is given.
  if (code === 'commander.help') {
    const names = command.commands.map((inner) => inner.name()).join(', ');
    return new Complaint(`No command given. Commands: ${names}.`, STATUS.usage, help);
  }
  const [problem = '', ...hints] = message.replace(/^error: /, '').split('\n');
  const sentences = [problem, ...hints.map((hint) => hint.replace(/^\((.*)\)$/, '$1'))].map(toSentence);
  const [, wrong, meant] = /^unknown \w+ '(.+)'\n\(Did you mean (\S+)\?\)$/.exec(message.replace(/^error: /, '')) ?? [];
  const fix = wrong && meant ? commandAgain(run, { replace: [wrong, meant] }) : help;
  return new Complaint(sentences.join(' '), STATUS.usage, fix);
}

function pathOf(command: CommandUnknownOpts): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}

function toSentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${/[.?!]$/.test(text) ? '' : '.'}`;
}
