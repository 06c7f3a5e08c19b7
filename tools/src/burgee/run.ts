import { audit } from './audit.ts';
import { type Command, Complaint, type World } from './command.ts';
import { link } from './link.ts';

const COMMANDS: Readonly<Record<string, Command>> = { audit, link };

const HELP = 'npm run burgee -- --help';

const names = Object.keys(COMMANDS);
const width = Math.max(...names.map((name) => name.length));

const USAGE = `Usage: npm run burgee -- <command> [options]

${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`)
  .join('\n')}

Run npm run burgee -- <command> --help for details of a command.`;

/** Runs the command in the arguments. Returns the exit status. */
export async function runBurgee(args: readonly string[], world: World): Promise<number> {
  const [name, ...rest] = args;
  try {
    if (name === undefined) throw new Complaint(`No command given. Commands: ${names.join(', ')}. See ${HELP}`);
    if (name === '--help' || name === '-h') world.print(USAGE);
    else await findCommand(name, rest)(world);
    return 0;
  } catch (error) {
    if (!(error instanceof Complaint)) throw error;
    world.complain(error.message);
    return 1;
  }
}

function findCommand(name: string, args: readonly string[]): (world: World) => Promise<void> {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw new Complaint(`Unknown command "${name}". Commands: ${names.join(', ')}. See ${HELP}`);
  if (args.includes('--help') || args.includes('-h')) return async (world) => world.print(command.usage);
  return (world) => command.run(args, world);
}
