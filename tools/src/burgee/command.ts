/** What a command needs of the world around it; burgee.ts makes it, and tests make their own. */
export type World = {
  readonly now: () => number;
  readonly fetch: typeof globalThis.fetch;
  /** Who asks the server. Only asked for once the input is known to be good. */
  readonly token: () => Promise<string>;
  readonly defaults: { readonly server: string; readonly environment: string };
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
};

export type Command = {
  /** One line, for the list of commands. */
  readonly summary: string;
  /** What `--help` prints. */
  readonly usage: string;
  /** @throws Complaint where it cannot be done. */
  run(args: readonly string[], world: World): Promise<void>;
};

/** What is wrong, why, and what to do, in one line for the person at the terminal. */
export class Complaint extends Error {}
