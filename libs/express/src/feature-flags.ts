import {
  copyContext,
  findByKey,
  freezeJson,
  INVALID_CONTEXT,
  readValue,
  type EvaluationContext,
  type Evaluation,
  type JsonValue,
  type ValueLike,
} from '@burgee/contracts';
import type { ContextOverrides } from '@burgee/evaluator';
import type { Request, RequestHandler } from 'express';

declare module 'express-serve-static-core' {
  interface Request {
    /** Behind `featureFlags()`, and only there. */
    featureFlags: FeatureFlags;
  }
}

/** The flags of one request. They are evaluated when the first is read, and stay as they are until the response is sent. */
export type FeatureFlags = {
  /** `false` for a flag that does not exist. */
  isEnabled(flagKey: string): boolean;
  /** `fallback` where the flag has no value, or one of another type than `fallback`: a list is not an object. */
  get<T extends JsonValue>(flagKey: string, fallback: T): ValueLike<T>;
  all(): ReadonlyMap<string, Evaluation>;
};

export type FeatureFlagsOptions = {
  /**
   * The user and whatever else flags depend on, from what the application knows of the request. The request waits for a
   * promise, at most 1 s. If JSON cannot carry the context, every flag answers `INVALID_CONTEXT`; if this throws, rejects
   * or takes longer, every flag is off.
   */
  readonly contextOf: (request: Request) => EvaluationContext | Promise<EvaluationContext>;
  readonly evaluateAll: (context: EvaluationContext, overrides: ContextOverrides | undefined) => readonly Evaluation[];
  /** Looks up the overrides for a context's ids, where they are not at hand. The request waits for them, at most 1 s. */
  readonly overridesFor?: (
    context: EvaluationContext,
  ) => ContextOverrides | undefined | Promise<ContextOverrides | undefined>;
  /**
   * Called when one of them throws or takes too long, and with a context that is not valid. The request goes on: without
   * overrides, or with every flag off. What this itself throws is ignored.
   */
  readonly onError?: (error: unknown, request: Request) => void;
};

/** How long a request waits for a context, and then for overrides: neither may make it hang (R1). */
const WAIT_MS = 1_000;

/** Gives every request `req.featureFlags`, evaluated at most once for it however often handlers read them (W9.8). */
export function featureFlags(options: FeatureFlagsOptions): RequestHandler {
  const quiet = { ...options, onError: quietly(options.onError) };
  return async (request, _response, next) => {
    const context = await contextFor(quiet, request);
    const overrides = context && (await findOverrides(quiet, context, request));
    request.featureFlags = lazyFlags(() => {
      if (!context) return new Map();
      try {
        return answersOf(options.evaluateAll(context, overrides));
      } catch (error) {
        quiet.onError(error, request);
        return new Map();
      }
    });
    next();
  };
}

type QuietOptions = FeatureFlagsOptions & { readonly onError: NonNullable<FeatureFlagsOptions['onError']> };

/** A reporter that fails must not fail the request, or the read of a flag. */
function quietly(onError: FeatureFlagsOptions['onError']): QuietOptions['onError'] {
  return (error, request) => {
    try {
      onError?.(error, request);
    } catch {
      // There is nobody else to tell.
    }
  };
}

async function inTime<T>(what: string, value: T | Promise<T>): Promise<T> {
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

/** A copy, as JSON would carry it, because the application may go on using its own. `undefined` where there is none. */
async function contextFor(
  { contextOf, onError }: QuietOptions,
  request: Request,
): Promise<EvaluationContext | undefined> {
  try {
    const copied = copyContext(await inTime('contextOf', contextOf(request)));
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
    return await inTime('overridesFor', overridesFor?.(context));
  } catch (error) {
    onError(error, request);
    return undefined;
  }
}

function answersOf(evaluations: readonly Evaluation[]): ReadonlyMap<string, Evaluation> {
  return new Map(evaluations.map((answer) => [answer.key, freezeJson({ ...answer })]));
}

function lazyFlags(evaluate: () => ReadonlyMap<string, Evaluation>): FeatureFlags {
  let answers: ReadonlyMap<string, Evaluation> | undefined;
  const all = () => (answers ??= evaluate());
  return {
    all,
    isEnabled: (flagKey) => findByKey(all(), flagKey)?.enabled ?? false,
    get: (flagKey, fallback) => readValue(findByKey(all(), flagKey)?.value, fallback),
  };
}
