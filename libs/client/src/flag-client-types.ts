import type { FlagContext, FlagName, FlagProblem, FlagsOption, JsonValue } from '@burgee/flags';
import type { FlagReader } from './flag-reader.ts';
import type { Bootstrap } from './held.ts';
import type { OverridesState } from './overrides-state.ts';
import type { ClientRuntime } from './runtime.ts';
import type { UrlOverrides } from './url-overrides.ts';

export type FlagClientOptions = FlagsOption & {
  /** Burgee's URL, such as `https://flags.example.com`, or `''` for the page's own origin. */
  readonly url: string;
  /** An SDK key or a token, if the server requires one. */
  readonly key?: string | undefined;
  /** Defaults to the server's own environment. */
  readonly environment?: string | undefined;
  readonly context?: FlagContext | undefined;
  /** An earlier answer of `evaluation.evaluateAll` for this context, such as from server-side rendering or a build. */
  readonly bootstrap?: Bootstrap | undefined;
  /** Lets the page's URL override flags for its session, as in `?ff_checkout=on`, if the server permits it (S400.8). */
  readonly urlOverrides?: UrlOverrides | undefined;
  /**
   * Called once for each value that does not have the type that `flags` declares. Reads return the fallback instead.
   */
  readonly onProblem?: ((problem: FlagProblem) => void) | undefined;
  /** `false`: stays offline, without side effects, until `connect()` is called. */
  readonly connect?: boolean | undefined;
  readonly runtime?: Partial<ClientRuntime> | undefined;
};

export type FlagClient = FlagReader & {
  /** The initial state, with which a server rendered and a browser must hydrate. */
  readonly initial: FlagReader & Pick<FlagClient, 'overrides'>;
  /** The overrides of this session. Returns the same object until something changes. */
  overrides(): OverridesState;
  /**
   * Overrides a flag in this session, if the environment permits it. A text is parsed by the flag's type: as a variant's key,
   * a number or JSON. Never rejects: if the server refuses, `overrides().problem` says why.
   */
  setOverride(key: FlagName, value: JsonValue): Promise<void>;
  /** Clears the override of one flag, or all of them, here and on the server. Never rejects, like `setOverride`. */
  clearOverrides(key?: FlagName): Promise<void>;
  /** The prefix of a flag's key in a URL that overrides it; `undefined` if the client does not read URLs. */
  readonly overridePrefix: string | undefined;
  /** The flags that were read so far, even ones that do not exist. Returns the same set until another flag is read. */
  usedFlags(): ReadonlySet<string>;
  /** Counts a flag as used that was read from `all()`. */
  noteUse(key: FlagName): void;
  /** The context that is sent: a frozen copy, with dates as ISO text. Empty if the context cannot be sent. */
  context(): FlagContext;
  /**
   * Calls `listener` after each change of an answer, the status, an override or the used flags, until the returned function
   * is called.
   */
  subscribe(listener: () => void): () => void;
  /**
   * Changes the context; the current answers stay until the new ones arrive. For a context that JSON cannot represent, such
   * as one with a `Map` or a BigInt, fallbacks apply, and `status().error` says why.
   */
  setContext(context: FlagContext): void;
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
