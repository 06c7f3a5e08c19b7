import { ownValue } from '@burgee/contracts/wire';
import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import type { Run } from '../world.ts';
import { derivedCommand } from './command.ts';
import { exampleOf } from './example.ts';
import { USE_CASES } from './use-cases.ts';
import { entriesOf } from './words.ts';

const SUMMARIES: Readonly<Record<string, string>> = {
  flags: 'list and change flags',
  segments: 'list and change segments',
  overrides: 'list, set and remove overrides',
  env: 'list and change environments',
  evaluation: 'explain flags for one or several contexts',
  audit: 'verify the audit trail, or list its entries',
  keys: 'list, create, rotate and revoke API keys',
  people: 'list, invite and change people',
  session: 'who the key or token is, and how people sign in',
};

const ENTRIES = entriesOf(USE_CASES);

/** The groups of commands that derive from use cases, with one line about each. */
export const GROUPS: ReadonlyMap<string, string> = new Map(
  ENTRIES.map(({ group }) => [group, ownValue(SUMMARIES, group) ?? `commands about ${group}`]),
);

/** @param command has commands of its own already, or none. */
export function addDerivedCommands(command: CommandUnknownOpts, run: Run): CommandUnknownOpts {
  for (const entry of ENTRIES) {
    if (entry.group === command.name()) command.addCommand(derivedCommand(entry, run));
  }
  return command;
}

export function derivedGroup(name: string, run: Run): CommandUnknownOpts {
  const summary = GROUPS.get(name) ?? '';
  const command: CommandUnknownOpts = new Command(name);
  command.description(`${summary.slice(0, 1).toUpperCase()}${summary.slice(1)}.`).summary(summary);
  const entries = ENTRIES.filter(({ group }) => group === name);
  const [reading, changing] = ['query', 'mutation'].map((kind) =>
    entries.filter((entry) => entry.useCase.kind === kind),
  );
  const examples = [...(reading ?? []).slice(0, 1), ...(changing ?? []).slice(0, 2)];
  command.addHelpText('before', () => `Examples:\n${examples.map((entry) => `  ${exampleOf(entry)}\n`).join('')}`);
  return addDerivedCommands(command, run);
}
