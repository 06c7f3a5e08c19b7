import { copyContext, type EvaluationContext, freezeContext } from '@burgee/contracts';
import { type CompiledRuleset, type ContextOverrides, INVALID_CONTEXT } from '@burgee/evaluator';
import {
  type ContextResult,
  createFlagLookup,
  type DeclaredOnly,
  type FlagProblem,
  type FlagsOption,
  type RegisteredFlags,
} from '@burgee/flags';
import type { Request, RequestHandler } from 'express';
import { createContextFlags } from '../context-flags.ts';
import { createDeadline, type Deadline } from '../deadline.ts';
import type { FlagServer } from '../flag-server-types.ts';
import { flagsOf } from '../flags-of.ts';
import { callSafely } from '../problems.ts';
import { nodeRuntime } from '../runtime.ts';
import { type FeatureFlags, setFlags } from './request-flags.ts';

/** @typeParam Result the result of `contextOf`, which may have no attributes but the declared ones. */
export type FeatureFlagsOptions<
  Set = RegisteredFlags,
  Result extends ContextResult<Set> = ContextResult<Set>,
> = FlagsOption<Set> & {
  /**
   * Returns the user and other attributes that flags depend on. If JSON cannot represent the context, every flag returns
   * `INVALID_CONTEXT`; if this function throws, rejects or takes too long, fallbacks apply.
   */
  readonly contextOf: (request: Request) => DeclaredOnly<Result, Set>;
  /**
   * Returns the current ruleset, which the process holds in memory. Called at the first read of a request; all of its reads
   * use the same one. If it throws, fallbacks apply.
   */
  readonly ruleset: () => CompiledRuleset;
  /** Looks up the overrides for a context's ids. If it throws, rejects or takes too long, there are none. */
  readonly overridesFor?: (
    context: EvaluationContext,
  ) => ContextOverrides | undefined | PromiseLike<ContextOverrides | undefined>;
  /** The instant of evaluations, in milliseconds since 1970. Defaults to the system's time. */
  readonly now?: () => number;
  /** Called if one of these functions fails or takes too long, and for an invalid context. The request continues. */
  readonly onError?: (error: unknown, request: Request) => void;
  /** Called once for each value that does not have the type that `flags` declares. Reads return the fallback instead. */
  readonly onProblem?: (problem: FlagProblem) => void;
};

/** Maximum wait of a request, for a context and overrides together: they must not make it hang (R1). */
const WAIT_MS = 1_000;

/**
 * Sets `req.featureFlags` and `req.flags`. Each flag is evaluated at most once per request, when it is first read (W9.8). The
 * request waits at most 1 s for `contextOf`, and 250 ms for overrides that are not in memory.
 *
 *     app.use(featureFlags(burgee, async (request) => ({ userId: (await sessionOf(request))?.userId })));
 */
export function featureFlags<Result extends ContextResult>(
  burgee: FlagServer,
  contextOf: FeatureFlagsOptions<RegisteredFlags, Result>['contextOf'],
): RequestHandler;
/** The same for an application with a ruleset of its own. */
export function featureFlags<Result extends ContextResult>(
  options: FeatureFlagsOptions<RegisteredFlags, Result>,
): RequestHandler;
export function featureFlags(
  first: FlagServer | FeatureFlagsOptions,
  contextOf?: (request: Request) => unknown,
): RequestHandler {
  const find = contextOf
    ? (request: Request) => flagsOf(first as FlagServer, () => contextOf(request))
    : flagsOfRuleset(first as FeatureFlagsOptions);
  return async (request, _response, next) => {
    setFlags(request, await find(request));
    next();
  };
}

function flagsOfRuleset(options: FeatureFlagsOptions): (request: Request) => Promise<FeatureFlags> {
  const { ruleset, now = nodeRuntime.now } = options;
  const lookup = createFlagLookup(options.flags);
  return async (request) => {
    const onError = (error: unknown) => callSafely(options.onError, error, request);
    const inputs = await resolveInputs(options, request, onError);
    return createContextFlags({
      ...{ lookup, ...inputs, isStale: false, ruleset, now, random: nodeRuntime.random, onRead: undefined, onError },
      onProblem: (problem) => callSafely(options.onProblem, problem),
    });
  };
}

type Inputs = { readonly context: EvaluationContext | undefined; readonly overrides: ContextOverrides | undefined };
type Report = (error: unknown) => void;

async function resolveInputs(options: FeatureFlagsOptions, request: Request, report: Report): Promise<Inputs> {
  const deadline = createDeadline(WAIT_MS);
  try {
    const context = await resolveContext(deadline, () => options.contextOf(request), report);
    if (!context || context === INVALID_CONTEXT) return { context, overrides: undefined };
    return { context, overrides: await findOverrides(deadline, () => options.overridesFor?.(context), report) };
  } finally {
    deadline.stop();
  }
}

/** Copies the context as JSON represents it, because the application may change its own; `undefined` if there is none. */
async function resolveContext(
  deadline: Deadline,
  contextOf: () => unknown,
  report: Report,
): Promise<EvaluationContext | undefined> {
  try {
    const copied = copyContext(await deadline.wait('contextOf', contextOf()));
    if ('context' in copied) return freezeContext(copied.context);
    report(new TypeError(`contextOf did not return a context. ${copied.problem}`));
    return INVALID_CONTEXT;
  } catch (error) {
    report(error);
    return undefined;
  }
}

async function findOverrides(
  deadline: Deadline,
  overridesFor: () => unknown,
  report: Report,
): Promise<ContextOverrides | undefined> {
  try {
    const found = await deadline.wait('overridesFor', overridesFor());
    if (found === undefined || found === null) return undefined;
    if (isOverrides(found)) return found;
    report(new TypeError('overridesFor did not return overrides: maps of the types user, session and testing.'));
  } catch (error) {
    report(error);
  }
  return undefined;
}

function isOverrides(found: object): found is ContextOverrides {
  const { user, session, testing } = found as Partial<ContextOverrides>;
  return [user, session, testing].every((overrides) => typeof overrides?.get === 'function');
}
