import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { addDerivedCommands, derivedGroup, GROUPS } from './derived/group.ts';
import type { Run } from './world.ts';

type Entry = {
  /** One line for the list of commands. */
  readonly summary: string;
  /** Loads the command, and what only it needs. */
  readonly load: () => Promise<(run: Run) => CommandUnknownOpts>;
};

const groups = [...GROUPS].map(([name, summary]): [string, Entry] => [
  name,
  { summary, load: () => Promise.resolve((run) => derivedGroup(name, run)) },
]);

/** Each command is loaded only if it is called: some need schemas of all the API, which take longer than the rest. */
export const COMMANDS: Readonly<Record<string, Entry>> = {
  ...Object.fromEntries(groups),
  audit: {
    summary: 'verify the audit trail, or list its entries',
    load: async () => {
      const { auditCommand } = await import('./audit.ts');
      return (run) => addDerivedCommands(auditCommand(run), run);
    },
  },
  doctor: {
    summary: 'check a server, and name the command that solves each problem',
    load: async () => (await import('./doctor/command.ts')).doctorCommand,
  },
  eval: {
    summary: 'evaluate a flag for a user, and explain the answer',
    load: async () => (await import('./eval.ts')).evalCommand,
  },
  link: {
    summary: 'create a signed link that overrides flags for anyone who opens it',
    load: async () => (await import('./link.ts')).linkCommand,
  },
  login: {
    summary: 'store the URL of a server and a key',
    load: async () => (await import('./login.ts')).loginCommand,
  },
  logout: {
    summary: 'delete the stored URL and key',
    load: async () => (await import('./logout.ts')).logoutCommand,
  },
  mcp: {
    summary: 'let an agent use a server, over standard input and output',
    load: async () => (await import('./mcp/command.ts')).mcpCommand,
  },
  tail: {
    summary: 'print changes as they happen',
    load: async () => (await import('./tail.ts')).tailCommand,
  },
  whoami: {
    summary: 'print the name and the roles of the key or token',
    load: async () => (await import('./whoami.ts')).whoamiCommand,
  },
  types: {
    summary: 'write the declaration of the flags, or check that code and server agree',
    load: async () => (await import('./types/command.ts')).typesCommand,
  },
};
