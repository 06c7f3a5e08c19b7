/** The environment that a command runs in; burgee.ts creates it, and tests create their own. */
export type World = {
  readonly now: () => number;
  readonly fetch: typeof globalThis.fetch;
  /** Called only after the input has been validated. */
  readonly token: () => Promise<string>;
  readonly defaults: { readonly server: string; readonly environment: string };
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
};

export type Command = {
  /** One line for the list of commands. */
  readonly summary: string;
  /** Printed by `--help`. */
  readonly usage: string;
  /** @throws Complaint if the command fails. */
  run(args: readonly string[], world: World): Promise<void>;
};

/** A one-line error for the terminal that says what is wrong, why, and what to do. */
export class Complaint extends Error {}
