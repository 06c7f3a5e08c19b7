import type { Logger } from 'pino';
import type { Settings } from './env.ts';

/** What the outside gives to a server: time, chance, identity. */
export type Runtime = {
  readonly now: () => Date;
  readonly clock: () => number;
  readonly random: () => number;
  readonly newId: () => string;
  readonly newSecret: () => string;
};

/** What every part of a server may be made of. */
export type Given = {
  readonly settings: Settings;
  readonly runtime: Runtime;
  readonly log: Logger;
};
