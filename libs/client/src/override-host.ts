import type { WireFlags } from '@burgee/contracts/wire';
import type { JsonValue } from '@burgee/flags';
import type { OverridesState } from './overrides-state.ts';
import type { Transport } from './transport.ts';

/** Creates the overrides of a client's session. */
export type CreateOverrideSession = (
  transport: Transport,
  /** Returns the session in the application's own context, which takes precedence over the overrides' session. */
  ownId: () => string | undefined,
  /** Notifies the listeners of the client. */
  onState: () => void,
  /** Evaluates flags again, for another session or because this one has changed. */
  onChanged: () => void,
) => OverrideSession;

/** The overrides of this session, and what a client needs from them. */
export type OverrideSession = {
  /** Returns the same object until something changes. */
  state(): OverridesState;
  /**
   * Overrides a flag in this session, if the environment permits it. A text is parsed by the flag's type: as a variant's key,
   * a number or JSON. Never rejects: if the server refuses, `state().problem` says why.
   */
  set(flagKey: string, value: JsonValue): Promise<void>;
  /** Clears the override of one flag, or all of them, here and on the server. Never rejects, like `set`. */
  clear(flagKey?: string): Promise<void>;
  /** The prefix of a flag's key in a URL that overrides it; `undefined` if no URL is read. */
  readonly prefix: string | undefined;
  /** The session to evaluate for. */
  id(): string | undefined;
  /** Whether the URL's overrides have not been answered yet. */
  isAsking(): boolean;
  start(): void;
  stop(): void;
  /** Lists the session's overrides again if the version has changed or an override may have expired. */
  follow(answers: WireFlags): void;
};
