import type { TlsFacts } from './doctor/read-tls.ts';

/** The environment that a command runs in; main.ts creates it, and tests create their own. */
export type World = {
  readonly now: () => number;
  readonly fetch: typeof globalThis.fetch;
  /** The folder that paths are relative to. */
  readonly folder: string;
  readonly settings: Settings;
  readonly terminal: {
    /** The width of help, in characters. */
    readonly columns: number;
    readonly hasColors: boolean;
    /** Whether a person can answer questions: not in CI, and not without a terminal. */
    readonly isInteractive: boolean;
  };
  /** Asks the person at the terminal. A secret is not shown as it is typed. */
  readonly ask: (question: string, options?: { readonly isSecret: boolean }) => Promise<string>;
  /** Reads all of stdin. */
  readonly input: () => Promise<string>;
  /** Returns a signal for when the person interrupts the command, which then ends by itself. */
  readonly interruption: () => AbortSignal;
  /** Waits, or returns early after an interruption. */
  readonly wait: (ms: number) => Promise<void>;
  /** Reads what a server offers in its TLS handshake. Fails if there is none. */
  readonly readTls: (url: URL) => Promise<TlsFacts>;
  /** The name of this machine. */
  readonly host: () => string;
  /** A UUID. */
  readonly newId: () => string;
  /** Yields the lines of standard input. */
  readonly lines: () => AsyncIterable<string>;
  readonly version: () => string;
  /** Prints a result. */
  readonly print: (text: string) => void;
  /** Prints a message for a person. */
  readonly complain: (text: string) => void;
};

/** The environment variables that apply where an option is not given. */
export type Settings = {
  readonly BURGEE_URL?: string | undefined;
  readonly BURGEE_KEY?: string | undefined;
  readonly BURGEE_TOKEN?: string | undefined;
  readonly BURGEE_ENVIRONMENT?: string | undefined;
  readonly BURGEE_PROFILE?: string | undefined;
  /** An API token of Unleash, for the import. */
  readonly UNLEASH_TOKEN?: string | undefined;
  /** The folder of profiles. */
  readonly BURGEE_CONFIG_DIR?: string | undefined;
  readonly XDG_CONFIG_HOME?: string | undefined;
  readonly APPDATA?: string | undefined;
  readonly HOME?: string | undefined;
};

/** A run of a command. */
export type Run = World & {
  /** The command line, without the name of the program. */
  readonly args: readonly string[];
};

/** The exit statuses of every command. */
export const STATUS = {
  done: 0,
  /** The server refused, or a check found a difference. */
  refused: 1,
  /** The command line, or a file that it names, must be corrected. */
  usage: 2,
  /** The server did not answer, or cannot answer at the moment. */
  unreachable: 3,
  notPermitted: 4,
} as const;
export type Status = (typeof STATUS)[keyof typeof STATUS];

/** An error for the terminal that says what is wrong, why, and what to do. */
export class Complaint extends Error {
  readonly status: Status;
  /** The command that fixes it. */
  readonly fix: string | undefined;
  constructor(message: string, status: Status, fix?: string) {
    super(message);
    this.status = status;
    this.fix = fix;
  }
}
