import {
  copyContext,
  type Evaluation,
  type EvaluationContext,
  findByKey,
  freezeJson,
  INVALID_CONTEXT,
} from '@burgee/contracts';
import type { ContextOverrides } from '@burgee/evaluator';
import {
  createFlagLookup,
  type FlagContext,
  type FlagLookup,
  type FlagName,
  type FlagProblem,
  type FlagsOption,
  type GetFlag,
  type JsonValue,
} from '@burgee/flags';
import type { Request, RequestHandler } from 'express';

declare module 'express-serve-static-core' {
  interface Request {
    /** Set by `featureFlags()`, and only available after it. */
    featureFlags: FeatureFlags;
  }
}

/** The flags of one request. They are evaluated on the first read and do not change until the response is sent. */
export type FeatureFlags = {
  /** The boolean view of any flag. Without an answer, the declared fallback of a boolean flag; otherwise `false`. */
  isEnabled(flagKey: FlagName): boolean;
  /** The flag's value; its fallback if it has none, or one of another type. A list is not an object. */
  readonly get: GetFlag;
  all(): ReadonlyMap<string, Evaluation>;
};

export type FeatureFlagsOptions = FlagsOption & {
  /**
   * Returns the user and other attributes that flags depend on. The request waits at most 1 s for a promise. If JSON cannot
   * represent the context, every flag returns `INVALID_CONTEXT`; if this function throws, rejects or takes longer,
   * fallbacks apply.
   */
  readonly contextOf: (request: Request) => FlagContext | Promise<FlagContext>;
  readonly evaluateAll: (context: EvaluationContext, overrides: ContextOverrides | undefined) => readonly Evaluation[];
  /** Looks up the overrides for a context's ids. The request waits at most 1 s for them. */
  readonly overridesFor?: (
    context: EvaluationContext,
  ) => ContextOverrides | undefined | Promise<ContextOverrides | undefined>;
  /**
   * Called if one of these functions throws or takes too long, for an invalid context, and once for each value that does not
   * have the declared type. The request continues without overrides, or with fallbacks. Errors of `onError` itself are
   * ignored.
   */
  readonly onError?: (error: unknown, request: Request) => void;
};

/** Maximum wait of a request for a context, and then for overrides: neither may make it hang (R1). */
const WAIT_MS = 1_000;

/** Sets `req.featureFlags` on every request. Flags are evaluated at most once per request (W9.8). */
export function featureFlags(options: FeatureFlagsOptions): RequestHandler {
  const quiet = { ...options, onError: ignoreErrors(options.onError) };
  const lookup = createFlagLookup(options.flags);
  return async (request, _response, next) => {
    const context = await resolveContext(quiet, request);
    const overrides = context && (await findOverrides(quiet, context, request));
    const onProblem = (problem: FlagProblem) =>
      quiet.onError(new TypeError(`${problem.flagKey}: ${problem.message}`), request);
    request.featureFlags = lazyFlags({ lookup, onProblem }, () => {
      if (!context) return new Map();
      try {
        return freezeByKey(options.evaluateAll(context, overrides));
      } catch (error) {
        quiet.onError(error, request);
        return new Map();
      }
    });
    next();
  };
}

type QuietOptions = FeatureFlagsOptions & { readonly onError: NonNullable<FeatureFlagsOptions['onError']> };

/** An `onError` that throws must not fail the request or the read of a flag. */
function ignoreErrors(onError: FeatureFlagsOptions['onError']): QuietOptions['onError'] {
  return (error, request) => {
    try {
      onError?.(error, request);
    } catch {
      // There is no other place to report it.
    }
  };
}

async function withinTimeLimit<T>(what: string, value: T | Promise<T>): Promise<T> {
  if (!(value instanceof Promise)) return value;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${WAIT_MS / 1000} s.`)), WAIT_MS);
  });
  try {
    return await Promise.race([value, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Copies the context as JSON represents it, because the application may change its own; `undefined` if there is none. */
async function resolveContext(
  { contextOf, onError }: QuietOptions,
  request: Request,
): Promise<EvaluationContext | undefined> {
  try {
    const copied = copyContext(await withinTimeLimit('contextOf', contextOf(request)));
    if ('context' in copied) return freezeJson(copied.context);
    onError(new TypeError(`contextOf did not return a context. ${copied.problem}`), request);
    return INVALID_CONTEXT;
  } catch (error) {
    onError(error, request);
    return undefined;
  }
}

async function findOverrides(
  { overridesFor, onError }: QuietOptions,
  context: EvaluationContext,
  request: Request,
): Promise<ContextOverrides | undefined> {
  try {
    return await withinTimeLimit('overridesFor', overridesFor?.(context));
  } catch (error) {
    onError(error, request);
    return undefined;
  }
}

function freezeByKey(evaluations: readonly Evaluation[]): ReadonlyMap<string, Evaluation> {
  return new Map(evaluations.map((answer) => [answer.key, freezeJson({ ...answer })]));
}

type Reading = { readonly lookup: FlagLookup; readonly onProblem: (problem: FlagProblem) => void };

function lazyFlags({ lookup, onProblem }: Reading, evaluate: () => ReadonlyMap<string, Evaluation>): FeatureFlags {
  let answers: ReadonlyMap<string, Evaluation> | undefined;
  const all = () => (answers ??= evaluate());
  const get = (flagKey: string, fallback?: JsonValue): unknown =>
    lookup.read(flagKey, { value: findByKey(all(), flagKey)?.value, fallback, onProblem });
  return {
    all,
    isEnabled: (flagKey) => findByKey(all(), flagKey)?.enabled ?? lookup.isOnByDefault(flagKey),
    // The types of `get` depend on what the application registers.
    get: get as GetFlag,
  };
}
