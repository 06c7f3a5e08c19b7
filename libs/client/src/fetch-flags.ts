import type { WireEvaluation, WireFlags } from '@burgee/contracts/wire';
import { createFlagLookup, type FlagContext, type FlagsOption } from '@burgee/flags';
import { parseFlags, readOnly } from './answers.ts';
import { copyContext } from './copy-context.ts';
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
  let flags: ReadonlyMap<string, WireEvaluation> = NO_FLAGS;
  let bootstrap: WireFlags | undefined;
  let error: ClientFailure | undefined;
  try {
    const { context, problem } = copyContext(options.context ?? {});
    if (problem) throw new Error(problem);
    const transport = createTransport(options, { ...defaultRuntime, ...options.runtime });
    const payload = await transport.call('evaluate', {}, { context }, new AbortController());
    bootstrap = parseFlags(payload, options.environment);
    flags = readOnly(new Map(Object.entries(bootstrap.flags)));
  } catch (thrown) {
    error = toClientFailure(thrown);
  }
  return {
    ...createFlagReader(() => flags, createFlagLookup(options.flags), reportLater(options.onProblem)),
    error,
    bootstrap,
  };
}
