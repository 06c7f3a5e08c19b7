import type { ClientFailure, Connection } from '@burgee/client/internal';
import type { Evaluation, Explanation } from '@burgee/contracts';
import type { WireFlags } from '@burgee/contracts/wire';
import type { FlagContext, FlagName, FlagsOption, GetFlag, RegisteredFlags } from '@burgee/flags';
import type { NodeRuntime } from './runtime.ts';

export type FlagServerOptions<Set = RegisteredFlags> = FlagsOption<Set> & {
  /** Burgee's URL, such as `https://flags.example.com`. */
  readonly url: string;
  /** A server key, `srv_...`. It decides the environment. Without one, fallbacks apply. */
  readonly key: string | undefined;
  /** A file that keeps the last known flags, for a start while Burgee cannot be reached. Only its owner may read it. */
  readonly snapshot?: string | undefined;
  /** `false`: does not send Burgee how often each variant was read. */
  readonly usage?: boolean | undefined;
  /** Called with everything that went wrong, and that reads of flags therefore do not report. */
  readonly onProblem?: ((problem: FlagServerProblem) => void) | undefined;
  readonly runtime?: Partial<NodeRuntime> | undefined;
};

/**
 * `KEY_REFUSED`: the server does not accept the key. `SERVER_UNAVAILABLE`: a request failed; the held flags stay.
 * `RULESET_DAMAGED`: a ruleset or a delta does not match its checksum, and is fetched again. `SERVER_BEHIND`: a server holds an
 * older version than this process. `OTHER_DATABASE`: the server now has another database, whose flags apply.
 * `FLAG_BROKEN`: a flag cannot be evaluated. `OVERRIDES_UNAVAILABLE`: evaluated without the overrides of a user, session or
 * test run. `SNAPSHOT_IGNORED` and `SNAPSHOT_NOT_WRITTEN`: about the file of the option `snapshot`. `VALUE_TYPE`: a value does
 * not have its declared type. `CONTEXT_INVALID`: a context could not be
 * determined, or JSON cannot represent it. `USAGE_NOT_SENT`: counts are sent later.
 */
export type FlagServerProblemCode =
  | 'KEY_REFUSED'
  | 'SERVER_UNAVAILABLE'
  | 'RULESET_DAMAGED'
  | 'SERVER_BEHIND'
  | 'OTHER_DATABASE'
  | 'FLAG_BROKEN'
  | 'OVERRIDES_UNAVAILABLE'
  | 'SNAPSHOT_IGNORED'
  | 'SNAPSHOT_NOT_WRITTEN'
  | 'VALUE_TYPE'
  | 'CONTEXT_INVALID'
  | 'USAGE_NOT_SENT';

export type FlagServerProblem = {
  readonly code: FlagServerProblemCode;
  readonly message: string;
  readonly flagKey?: string | undefined;
};

/**
 * `loading`: there are no flags yet, and fallbacks apply. `ready`: the flags are those of the server. `stale`: the server has
 * not confirmed them; see `error`. `closed`: the flag server was closed.
 */
export type FlagServerStatus = {
  readonly state: 'loading' | 'ready' | 'stale' | 'closed';
  /** The origin of the flags. `default`: there are none. */
  readonly source: 'default' | 'snapshot' | 'server';
  readonly environment: string | undefined;
  readonly version: number | undefined;
  /** When the server last confirmed the flags, in milliseconds since 1970; for a snapshot, as its file says. */
  readonly confirmedAt: number | undefined;
  /** Milliseconds since `confirmedAt`. */
  readonly ageMs: number | undefined;
  readonly connection: Connection;
  readonly error: ClientFailure | undefined;
  /** Since the start. */
  readonly counters: {
    readonly deltasApplied: number;
    /** Deltas that did not continue the held version, or were not for this environment. */
    readonly deltasIgnored: number;
    /** Whole rulesets that replaced another version. */
    readonly rulesetsLoaded: number;
    readonly checksumMismatches: number;
  };
};

/** The flags of one request: one ruleset and one instant. Each flag is evaluated when it is first read. */
export type ContextFlags<Set = RegisteredFlags> = {
  /** The boolean view of any flag. Without a result, the declared fallback of a boolean flag; otherwise `false`. */
  isEnabled(flagKey: FlagName<Set>): boolean;
  /** The same as `isEnabled`. */
  isOn(flagKey: FlagName<Set>): boolean;
  /** The flag's value; its fallback if it has none, or one of another type. A list is not an object. */
  readonly get: GetFlag<Set>;
  /** Why a flag has its value: every layer of overrides and every rule, in order. Not counted as usage. */
  explain(flagKey: FlagName<Set>): Explanation;
  /** Every flag of the ruleset, by key. Evaluates the ones that were not read. Returns the same map each time. */
  all(): ReadonlyMap<string, Evaluation>;
  /** The flags for a client in the browser; `undefined` if there are none. Not counted as usage: the client counts. */
  bootstrap(): WireFlags | undefined;
  /** Whether overrides of the user, session or test run are missing, because they could not be fetched in time. */
  readonly isStale: boolean;
};

export type FlagServer<Set = RegisteredFlags> = {
  /**
   * Resolves once the server's flags have arrived; if the server fails, once those of the snapshot have; at the latest after
   * 3 s. Never rejects.
   */
  ready(): Promise<void>;
  /**
   * The flags of a context. Sends no request, unless an id of the context has overrides that are not in memory: then it waits
   * at most 250 ms for them. Never rejects: without a ruleset, fallbacks apply.
   */
  for(context: FlagContext<Set>): Promise<ContextFlags<Set>>;
  /** The fallbacks of all flags, for a request whose context cannot be determined. @param error why; it is reported. */
  fallbacks(error: unknown): ContextFlags<Set>;
  status(): FlagServerStatus;
  /** Calls `listener` after each change of the flags or the status, until the returned function is called. */
  subscribe(listener: () => void): () => void;
  /** Sends the counted usage, writes the snapshot and stops all activity. The flags stay readable. */
  close(): Promise<void>;
};
