import { defaultRuntime } from '@burgee/client/internal';
import { randomUUID } from 'node:crypto';

/** Set by the build, which knows the manifest. */
declare const BURGEE_VERSION: string | undefined;

/** The version of this package; `source` if it was not built. */
export const VERSION = typeof BURGEE_VERSION === 'string' ? BURGEE_VERSION : 'source';

/** The surroundings of a flag server. Nothing else in the package accesses them. */
export type NodeRuntime = {
  readonly fetch: typeof globalThis.fetch;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** In `[0, 1)`, for rollouts without an id, and to spread requests. */
  readonly random: () => number;
  /** A text that no other process has. */
  readonly randomId: () => string;
};

export const nodeRuntime: NodeRuntime = {
  ...defaultRuntime,
  randomId: () => randomUUID(),
};
