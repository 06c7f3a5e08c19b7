import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import type { World } from './world.ts';

type Entry = {
  /** One line for the list of commands. */
  readonly summary: string;
  /** Loads the command, and what only it needs. */
  readonly load: () => Promise<(world: World) => CommandUnknownOpts>;
};

/** Each command is loaded only if it is called: most need schemas of all the API, which take longer than the rest. */
export const COMMANDS: Readonly<Record<string, Entry>> = {
  audit: {
    summary: 'verify the audit trail, or list its entries',
    load: async () => (await import('./audit.ts')).auditCommand,
  },
  link: {
    summary: 'create a signed link that overrides flags for anyone who opens it',
    load: async () => (await import('./link.ts')).linkCommand,
  },
  types: {
    summary: 'write the declaration of the flags, or check that code and server agree',
    load: async () => (await import('./types/command.ts')).typesCommand,
  },
};
