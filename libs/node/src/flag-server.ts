import { copyContext, type EvaluationContext, freezeContext } from '@burgee/contracts';
import { type CompiledRuleset, INVALID_CONTEXT } from '@burgee/evaluator';
import { createFlagLookup, type FlagContext, type RegisteredFlags } from '@burgee/flags';
import { createContextFlags } from './context-flags.ts';
import { createOverrideFinder, type FoundOverrides } from './find-overrides.ts';
import type {
  ContextFlags,
  FlagServer,
  FlagServerOptions,
  FlagServerProblemCode,
  FlagServerStatus,
} from './flag-server-types.ts';
import { createFollower } from './follower.ts';
import { withHeld } from './inspect.ts';
import { createRulesetFile, keepSnapshot } from './keep-snapshot.ts';
import { callSafely, createProblems } from './problems.ts';
import { whenReady } from './ready.ts';
import { nodeRuntime, VERSION } from './runtime.ts';
import { createSyncRequests } from './sync-requests.ts';
import { createUsageCounter } from './usage-counter.ts';
import { startUsageReports } from './usage-reports.ts';

const NO_OVERRIDES: FoundOverrides = { overrides: undefined, isStale: false };

/**
 * Follows the flags of one environment and evaluates them in this process, with the evaluator of the server. No failure
 * outside can make a read of a flag fail or wait (R1).
 *
 *     const burgee = createFlagServer({ url, key, flags, snapshot: '.burgee/flags.json' });
 *     await burgee.ready();
 *     const userFlags = await burgee.for({ userId: 'ann' });
 *     userFlags.isEnabled('new-checkout');
 */
export function createFlagServer(options: FlagServerOptions): FlagServer {
  const runtime = { ...nodeRuntime, ...options.runtime };
  const { now, random } = runtime;
  const problems = createProblems(options.onProblem);
  const requests = createSyncRequests(options, runtime);
  const lookup = createFlagLookup(options.flags);
  const counter = createUsageCounter();
  const listeners = new Set<() => void>();
  let isClosed = false;

  const follower = createFollower({
    requests,
    runtime,
    problems,
    onChange: () => {
      snapshot?.changed();
      for (const listener of [...listeners]) callSafely(listener);
    },
  });
  const instance = runtime.randomId();
  const snapshot =
    options.snapshot === undefined
      ? undefined
      : keepSnapshot(createRulesetFile(options.snapshot, options, instance), follower, problems);
  const reports =
    options.usage === false
      ? undefined
      : startUsageReports({
          counter,
          send: requests.usage,
          sdk: { name: '@burgee/node', version: VERSION, instance },
          random,
          onSettled: settled('USAGE_NOT_SENT'),
        });
  const overrides = createOverrideFinder({
    cache: follower.cache,
    mayAsk: () => follower.held() !== undefined && !isClosed,
    ask: requests.overrides,
    now,
    random,
    onSettled: settled('OVERRIDES_UNAVAILABLE'),
  });

  function settled(code: FlagServerProblemCode): (error?: unknown) => void {
    return (error) => {
      if (error === undefined) problems.resolve(code);
      else problems.report({ code, message: describe(error) });
    };
  }

  function status(): FlagServerStatus {
    const { source, isCurrent, confirmedAt, connection, error, counters } = follower.status();
    const held = follower.held()?.ruleset;
    return {
      state: isClosed ? 'closed' : !held ? 'loading' : isCurrent ? 'ready' : 'stale',
      source,
      environment: held?.environment,
      version: held?.version,
      confirmedAt,
      ageMs: confirmedAt === undefined ? undefined : Math.max(0, now() - confirmedAt),
      connection,
      error,
      counters,
    };
  }

  function flagsFor(context: EvaluationContext | undefined, found: FoundOverrides): ContextFlags {
    const ruleset = follower.held()?.ruleset;
    return createContextFlags({
      lookup,
      context: ruleset && context,
      ...found,
      // Not called without a context.
      ruleset: () => ruleset as CompiledRuleset,
      now,
      random,
      onRead: reports ? counter.count : undefined,
      onError: (error) => problems.report({ code: 'FLAG_BROKEN', message: describe(error) }),
      onProblem: ({ flagKey, message }) => problems.report({ code: 'VALUE_TYPE', flagKey, message }),
    });
  }

  function readContext(given: unknown): EvaluationContext {
    const copied = copyContext(given);
    if ('context' in copied) {
      problems.resolve('CONTEXT_INVALID');
      return freezeContext(copied.context);
    }
    problems.report({ code: 'CONTEXT_INVALID', message: copied.problem });
    return INVALID_CONTEXT;
  }

  function subscribe(listener: () => void): () => void {
    // Wrapped, so that one function can subscribe twice.
    const own = () => listener();
    listeners.add(own);
    return () => void listeners.delete(own);
  }

  follower.start();
  const server: FlagServer = {
    ready: () => whenReady({ status, subscribe }),
    for: async (given: FlagContext<RegisteredFlags>) => {
      const context = readContext(given);
      return flagsFor(context, await overrides.find(context));
    },
    fallbacks: (error) => {
      problems.report({ code: 'CONTEXT_INVALID', message: describe(error) });
      return flagsFor(undefined, NO_OVERRIDES);
    },
    status,
    subscribe,
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      follower.stop();
      await Promise.all([reports?.stop(), snapshot?.stop()]);
    },
  };
  return withHeld(server, () => follower.held()?.ruleset);
}

function describe(error: unknown): string {
  return String((error as Partial<Error> | null)?.message ?? error);
}
