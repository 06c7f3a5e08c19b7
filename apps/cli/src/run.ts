import { Command, CommanderError, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { COMMANDS } from './commands.ts';
import { visibleText } from './visible-text.ts';
import { Complaint, STATUS, type Status, type World } from './world.ts';

/** Runs the command in the arguments, without the name of the program. Returns the exit status. */
export async function runBurgee(args: readonly string[], world: World): Promise<Status> {
  const help: string[] = [];
  try {
    const program = await createProgram(nameIn(args), world);
    prepare(program, world, (text) => help.push(text));
    await program.parseAsync([...args], { from: 'user' });
    return STATUS.done;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) {
      world.print(help.join('').trimEnd());
      return STATUS.done;
    }
    if (!(error instanceof Complaint)) throw error;
    world.complain(visibleText(error.message));
    return error.status;
  }
}

function nameIn([first, second]: readonly string[]): string | undefined {
  return first === 'help' ? second : first;
}

/** @param name the only command that is loaded. The others are known by their summaries. */
async function createProgram(name: string | undefined, world: World): Promise<CommandUnknownOpts> {
  const program = new Command('burgee')
    .description('Feature flags from the command line.')
    .version(world.version(), '-V, --version', 'print the version');
  for (const [known, { summary, load }] of Object.entries(COMMANDS)) {
    const command = known === name ? (await load())(world) : new Command(known);
    program.addCommand(command.summary(summary));
  }
  return program;
}

/** @param writeHelp called with each part of the help or with the version. */
function prepare(command: CommandUnknownOpts, world: World, writeHelp: (text: string) => void): void {
  command
    .configureOutput({
      writeOut: writeHelp,
      getOutHelpWidth: () => world.terminal.columns,
      getOutHasColors: () => false,
      // `exitOverride` reports errors, in one line.
      writeErr: () => {},
    })
    .exitOverride((error) => {
      if (error.exitCode === 0) throw error;
      throw new Complaint(describeUsageError(error, command), STATUS.usage);
    });
  for (const inner of command.commands) prepare(inner, world, writeHelp);
}

/** One line, with the command that explains more. */
function describeUsageError({ message, code }: CommanderError, command: CommandUnknownOpts): string {
  const path = pathOf(command);
  // A group of commands prints its help if none of them is given.
  if (code === 'commander.help') {
    const names = command.commands.map((inner) => inner.name()).join(', ');
    return `No command given. Commands: ${names}. See ${path} --help`;
  }
  const [problem = '', ...hints] = message.replace(/^error: /, '').split('\n');
  const sentences = [problem, ...hints.map((hint) => hint.replace(/^\((.*)\)$/, '$1'))].map(toSentence);
  return [...sentences, `See ${path} --help`].join(' ');
}

function pathOf(command: CommandUnknownOpts): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}

function toSentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${/[.?!]$/.test(text) ? '' : '.'}`;
}
