import type { Logger } from 'pino';
import type { Settings } from './env.ts';

/** External inputs of a server: time, randomness, ids. */
export type Runtime = {
  readonly now: () => Date;
  readonly clock: () => number;
  readonly random: () => number;
  readonly newId: () => string;
  readonly newSecret: () => string;
};

/** The dependencies that every part of a server may use. */
export type Dependencies = {
  readonly settings: Settings;
  readonly runtime: Runtime;
  readonly log: Logger;
};
