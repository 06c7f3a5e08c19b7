import type { WireFlags } from '@burgee/contracts/wire';
import type { FlagContext, FlagsOption } from '@burgee/flags';
import type { Source } from './answers.ts';
import type { Connection } from './event-stream.ts';
import type { ClientFailure } from './failure.ts';
import type { FlagReader, OnProblem } from './flag-reader.ts';
import type { CreateOverrideSession, OverrideSession } from './override-host.ts';
import type { ClientRuntime } from './runtime.ts';
import type { FlagStorage } from './stored-answers.ts';
import type { TransportOptions } from './transport.ts';

/** An earlier answer for a context, as it comes from a page or a file. */
export type Bootstrap = WireFlags;

/**
 * `loading`: there are no answers yet, and fallbacks apply. `ready`: answers for this context, confirmed by the last
 * request. `stale`: unconfirmed answers, see `reason`. `closed`: the client was closed.
 */
export type FlagStatus = {
  readonly state: 'loading' | 'ready' | 'stale' | 'closed';
  readonly source: Source;
  readonly environment?: string | undefined;
  readonly version?: number | undefined;
  /** When the server last confirmed the answers, in milliseconds since 1970. */
  readonly updatedAt?: number | undefined;
  /** Why the answers are stale. */
  readonly reason?: StaleReason | undefined;
  /** Since when the answers have been stale for this reason, in milliseconds since 1970. */
  readonly staleSince?: number | undefined;
  readonly connection: Connection;
  readonly error?: ClientFailure | undefined;
};

/**
 * `bootstrap` and `stored`: the server has not confirmed these answers yet. `context`: they are for the previous context.
 * `failure`: the last request failed.
 */
export type StaleReason = 'bootstrap' | 'stored' | 'context' | 'failure';

export type FlagClientOptions = FlagsOption &
  TransportOptions & {
    readonly context?: FlagContext | undefined;
    /** An earlier answer of `POST /api/config/evaluate` for this context, such as from server-side rendering or a build. */
    readonly bootstrap?: Bootstrap | undefined;
    /** Session overrides: `sessionOverrides()` of `@burgee/client/overrides` (S400.8). */
    readonly overrides?: CreateOverrideSession | undefined;
    /** Keeps the last known answers for the next visit. Defaults to the page's `localStorage`; `false` stores nothing. */
    readonly storage?: FlagStorage | false | undefined;
    /**
     * Called once for each value that does not have the type that `flags` declares, and for each context that JSON cannot
     * represent. Flags have their fallbacks instead.
     */
    readonly onProblem?: OnProblem | undefined;
    /** `false`: stays offline, without side effects, until `connect()` is called. */
    readonly connect?: boolean | undefined;
    readonly runtime?: Partial<ClientRuntime> | undefined;
  };

export type SetContextOptions = {
  /**
   * The values of flags until the answers for the new context arrive: the current ones, or the fallbacks. Defaults to `keep`
   * for the same `userId` and to `fallback` otherwise, so that no user sees the values of another one.
   */
  readonly whileLoading?: 'keep' | 'fallback' | undefined;
};

export type FlagClient = FlagReader & {
  /** The source and freshness of the current answers. Returns the same object until something changes. */
  status(): FlagStatus;
  /** The initial state, with which a server rendered and a browser must hydrate. */
  readonly initial: FlagReader & Pick<FlagClient, 'status'>;
  /** The overrides of this session, if the option `overrides` is set. */
  readonly overrides: OverrideSession | undefined;
  /** The context that is sent: a frozen copy, with dates as ISO text. Empty if the context cannot be sent. */
  context(): FlagContext;
  /**
   * Changes the context. A context that JSON cannot represent, such as one with a `Map` or a BigInt, is reported by `onProblem`
   * and `status().error`, and fallbacks apply.
   */
  setContext(context: FlagContext, options?: SetContextOptions): void;
  /** Applies the answers of a page that was rendered later, unless they are older than the current ones. */
  hydrate(bootstrap: Bootstrap): void;
  /** The current answers as a bootstrap for another client of the same context; `undefined` if there are none. */
  snapshot(): Bootstrap | undefined;
  /**
   * Calls `listener` after each change of an answer, the status or an override, until the returned function is called.
   */
  subscribe(listener: () => void): () => void;
  /** Refetches the answers and keeps the current ones in the meantime. */
  refresh(): void;
  /**
   * Resolves when the answers for the context and the URL's overrides have arrived, or after 3 s; immediately if the context
   * is invalid. Never rejects.
   */
  ready(): Promise<void>;
  connect(): void;
  /** Stops all activity; the current answers stay readable, and `connect()` starts again. */
  close(): void;
};
