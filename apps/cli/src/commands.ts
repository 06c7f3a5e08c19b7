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
  apply: {
    summary: 'apply files of a whole environment, or print what would change',
    load: async () => (await import('./environment-files/apply-command.ts')).applyCommand,
  },
  audit: {
    summary: 'verify the audit trail, or list its entries',
    load: async () => {
      const { auditCommand } = await import('./audit.ts');
      return (run) => addDerivedCommands(auditCommand(run), run);
    },
  },
  connect: {
    summary: 'print the lines that connect an SDK, and wait for its first request',
    load: async () => (await import('./connect/command.ts')).connectCommand,
  },
  dev: {
    summary: 'serve the flags of flags.ts on this machine, without a database',
    load: async () => (await import('./dev/command.ts')).devCommand,
  },
  doctor: {
    summary: 'check a server, and name the command that solves each problem',
    load: async () => (await import('./doctor/command.ts')).doctorCommand,
  },
  eval: {
    summary: 'evaluate a flag for a user, and explain the answer',
    load: async () => (await import('./eval.ts')).evalCommand,
  },
  export: {
    summary: 'print a whole environment as a file, or write it as a folder',
    load: async () => (await import('./environment-files/export-command.ts')).exportCommand,
  },
  import: {
    summary: 'import flags from Unleash',
    load: async () => (await import('./import/command.ts')).importCommand,
  },
  init: {
    summary: 'set up an application: declare a first flag and write its settings',
    load: async () => (await import('./init/command.ts')).initCommand,
  },
  link: {
    summary: 'create a signed link that overrides flags for anyone who opens it',
    load: async () => (await import('./link.ts')).linkCommand,
  },
  login: {
    summary: 'store the URL of a server and a key',
    load: async () => (await import('./login/command.ts')).loginCommand,
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
