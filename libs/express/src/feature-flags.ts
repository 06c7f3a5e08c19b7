import { findByKey, type Evaluation, type EvaluationContext, type JsonValue } from '@burgee/contracts';
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
  /** `fallback` where the flag has no value, or one of another type than `fallback`. */
  get<T extends JsonValue>(flagKey: string, fallback: T): ValueLike<T>;
  all(): ReadonlyMap<string, Evaluation>;
};

/** Of a fallback `true` the type is `boolean`, because the flag may say otherwise; of `null` it is anything. */
type ValueLike<T> = [T] extends [null]
  ? JsonValue
  : T extends boolean
    ? boolean
    : T extends string
      ? string
      : T extends number
        ? number
        : T;

export type FeatureFlagsOptions = {
  /** Of whom flags are asked, from what the application knows of the request. */
  readonly contextOf: (request: Request) => EvaluationContext;
  readonly evaluateAll: (context: EvaluationContext, overrides: ContextOverrides | undefined) => readonly Evaluation[];
  /** Looks up the overrides for a context's ids, where they are not at hand: the request waits for them. */
  readonly overridesFor?: (
    context: EvaluationContext,
  ) => ContextOverrides | undefined | Promise<ContextOverrides | undefined>;
  /** Told when one of them throws. The request goes on: without overrides, or with every flag off. */
  readonly onError?: (error: unknown, request: Request) => void;
};

/** Gives every request `req.featureFlags`, evaluated at most once for it however often handlers read them (W9.8). */
export function featureFlags(options: FeatureFlagsOptions): RequestHandler {
  const { contextOf, evaluateAll, onError } = options;
  return async (request, _response, next) => {
    const found = options.overridesFor && (await lookUp(options, request));
    request.featureFlags = lazyFlags(() => {
      try {
        return evaluateAll(found?.context ?? contextOf(request), found?.overrides);
      } catch (error) {
        onError?.(error, request);
        return [];
      }
    });
    next();
  };
}

async function lookUp({ contextOf, overridesFor, onError }: FeatureFlagsOptions, request: Request) {
  try {
    const context = contextOf(request);
    return { context, overrides: await overridesFor?.(context) };
  } catch (error) {
    onError?.(error, request);
    return undefined;
  }
}

function lazyFlags(evaluate: () => readonly Evaluation[]): FeatureFlags {
  let answers: ReadonlyMap<string, Evaluation> | undefined;
  const all = () => (answers ??= new Map(evaluate().map((answer) => [answer.key, answer])));
  return {
    all,
    isEnabled: (flagKey) => findByKey(all(), flagKey)?.enabled ?? false,
    get: <T extends JsonValue>(flagKey: string, fallback: T) => {
      const value = findByKey(all(), flagKey)?.value;
      // The check is what makes the cast true; of JSON it cannot know more than that it is some.
      return (isLike(fallback, value) ? value : fallback) as ValueLike<T>;
    },
  };
}

/** Whether `value` may be given to somebody who expects what `fallback` is. `null` expects nothing in particular. */
function isLike(fallback: JsonValue, value: JsonValue | undefined): boolean {
  if (value === undefined || value === null) return false;
  return fallback === null || typeof value === typeof fallback;
}
