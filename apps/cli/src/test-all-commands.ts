import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { COMMANDS } from './commands.ts';
import { COMPLETION } from './completion-names.ts';
import { run } from './test-run.ts';
import type { Run } from './world.ts';

/** A command that does something itself, such as `flags on`. */
export type LeafCommand = {
  readonly path: string;
  /** The words after `burgee` in the first example of its help. */
  readonly example: readonly string[];
  readonly help: string;
  readonly hasJson: boolean;
};

/** No command reads more of its surroundings before it runs. */
const SURROUNDINGS = { settings: {}, terminal: { columns: 100 }, version: () => '1.2.3' } as unknown as Run;

/** Returns every command there is. */
export async function findLeafCommands(): Promise<LeafCommand[]> {
  const loaded = await Promise.all(Object.values(COMMANDS).map(async ({ load }) => (await load())(SURROUNDINGS)));
  const commands = loaded.flatMap((command) => leavesOf(command, []));
  return Promise.all([...commands, { path: [COMPLETION], hasJson: false }].map(describeCommand));
}

function leavesOf(command: CommandUnknownOpts, above: readonly string[]): { path: string[]; hasJson: boolean }[] {
  const path = [...above, command.name()];
  if (command.commands.length > 0) return command.commands.flatMap((inner) => leavesOf(inner, path));
  return [{ path, hasJson: command.options.some(({ long }) => long === '--json') }];
}

async function describeCommand({ path, hasJson }: { path: string[]; hasJson: boolean }): Promise<LeafCommand> {
  const { printed } = await run([...path, '--help']);
  const help = printed.join('\n');
  return {
    path: path.join(' '),
    help,
    hasJson,
    example: wordsOf(/^Examples:\n(?: {2}.*\n)*? {2}burgee (.*?)(?: > .*)?$/m.exec(help)?.[1] ?? ''),
  };
}

/** Splits a line like a POSIX shell, as far as examples need it. */
function wordsOf(line: string): string[] {
  const words = line.match(/'[^']*'|"[^"]*"|\S+/g) ?? [];
  return words.map((word) => word.replace(/^(['"])(.*)\1$/, '$2'));
}
