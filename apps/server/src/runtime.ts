import type { Logger } from 'pino';
import type { Settings } from './env.ts';
import type { Passwords } from './sign-in/passwords.ts';

/** External inputs of a server: time, randomness, ids, and the hashes of passwords, which are slow on purpose. */
export type Runtime = {
  readonly now: () => Date;
  readonly clock: () => number;
  readonly random: () => number;
  readonly newId: () => string;
  readonly newSecret: () => string;
  readonly passwords: Passwords;
};

/** The dependencies that every part of a server may use. */
export type Dependencies = {
  readonly settings: Settings;
  readonly runtime: Runtime;
  readonly log: Logger;
};
