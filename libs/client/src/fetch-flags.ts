import { copyContext } from '@burgee/contracts/wire';
import { createFlagLookup, type FlagContext, type FlagsOption } from '@burgee/flags';
import { type Answers, readAnswers } from './answers.ts';
import { type ClientFailure, toClientFailure } from './failure.ts';
import type { Bootstrap } from './flag-client-types.ts';
import { createFlagReader, type FlagReader, NO_FLAGS, type OnProblem, reportLater } from './flag-reader.ts';
import { type ClientRuntime, defaultRuntime } from './runtime.ts';
import { createTransport, type TransportOptions } from './transport.ts';

export type FetchFlagsOptions = FlagsOption &
  TransportOptions & {
    readonly context?: FlagContext | undefined;
    /** Called once for each value that does not have the type that `flags` declares. Reads return the fallback instead. */
    readonly onProblem?: OnProblem | undefined;
    readonly runtime?: Partial<ClientRuntime> | undefined;
  };

export type FetchedFlags = FlagReader & {
  /** Why there are no answers, so that fallbacks apply. */
  readonly error: ClientFailure | undefined;
  /** The answers, for the option `bootstrap` of a client in the browser. */
  readonly bootstrap: Bootstrap | undefined;
};

/**
 * Evaluates all flags for one context with one request, such as in a worker, a script or while a server renders a page. Never
 * rejects: if there is no valid answer within 10 s, flags have their fallbacks, and `error` says why.
 */
export async function fetchFlags(options: FetchFlagsOptions): Promise<FetchedFlags> {
  let answers: Answers | undefined;
  let error: ClientFailure | undefined;
  try {
    const copied = copyContext(options.context ?? {});
    if ('problem' in copied) throw new Error(copied.problem);
    const transport = createTransport(options, { ...defaultRuntime, ...options.runtime });
    const payload = await transport.call('evaluate', {}, { context: copied.context }, new AbortController());
    answers = readAnswers(payload, options.environment);
  } catch (thrown) {
    error = toClientFailure(thrown);
  }
  const flags = answers?.flags ?? NO_FLAGS;
  return {
    ...createFlagReader(() => flags, createFlagLookup(options.flags), reportLater(options.onProblem)),
    error,
    bootstrap: answers?.sent,
  };
}
