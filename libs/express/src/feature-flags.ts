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
   * promise. Where it is something that JSON cannot carry, every flag answers `INVALID_CONTEXT`; where this throws, every
   * flag is off.
   */
  readonly contextOf: (request: Request) => EvaluationContext | Promise<EvaluationContext>;
  readonly evaluateAll: (context: EvaluationContext, overrides: ContextOverrides | undefined) => readonly Evaluation[];
  /** Looks up the overrides for a context's ids, where they are not at hand: the request waits for them. */
  readonly overridesFor?: (
    context: EvaluationContext,
  ) => ContextOverrides | undefined | Promise<ContextOverrides | undefined>;
  /** Called when one of them throws, and with a context that is not valid. The request goes on: without overrides, or with every flag off. */
  readonly onError?: (error: unknown, request: Request) => void;
};

/** Gives every request `req.featureFlags`, evaluated at most once for it however often handlers read them (W9.8). */
export function featureFlags(options: FeatureFlagsOptions): RequestHandler {
  const { evaluateAll, onError } = options;
  return async (request, _response, next) => {
    const context = await contextFor(options, request);
    const overrides = context && (await findOverrides(options, context, request));
    request.featureFlags = lazyFlags(() => {
      if (!context) return [];
      try {
        return evaluateAll(context, overrides);
      } catch (error) {
        onError?.(error, request);
        return [];
      }
    });
    next();
  };
}

/** A copy, as JSON would carry it, because the application may go on using its own. `undefined` where there is none. */
async function contextFor(
  { contextOf, onError }: FeatureFlagsOptions,
  request: Request,
): Promise<EvaluationContext | undefined> {
  try {
    const copied = copyContext(await contextOf(request));
    if ('context' in copied) return freezeJson(copied.context);
    onError?.(new TypeError(`contextOf did not return a context. ${copied.problem}`), request);
    return INVALID_CONTEXT;
  } catch (error) {
    onError?.(error, request);
    return undefined;
  }
}

async function findOverrides(
  { overridesFor, onError }: FeatureFlagsOptions,
  context: EvaluationContext,
  request: Request,
): Promise<ContextOverrides | undefined> {
  try {
    return await overridesFor?.(context);
  } catch (error) {
    onError?.(error, request);
    return undefined;
  }
}

function lazyFlags(evaluate: () => readonly Evaluation[]): FeatureFlags {
  let answers: ReadonlyMap<string, Evaluation> | undefined;
  const all = () => (answers ??= new Map(evaluate().map((answer) => [answer.key, freezeJson({ ...answer })])));
  return {
    all,
    isEnabled: (flagKey) => findByKey(all(), flagKey)?.enabled ?? false,
    get: (flagKey, fallback) => readValue(findByKey(all(), flagKey)?.value, fallback),
  };
}
