import { type Evaluation, type EvaluationContext, findByKey } from '@burgee/contracts';
import {
  type CompiledRuleset,
  type ContextOverrides,
  evaluate,
  evaluateAll,
  type EvaluateOptions,
} from '@burgee/evaluator';
import type { FlagLookup, FlagName, FlagProblem, GetFlag, JsonValue, RegisteredFlags } from '@burgee/flags';

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- the way of @types/express to extend requests
  namespace Express {
    interface Request {
      /** Set by `featureFlags()`, and only available after it. */
      featureFlags: FeatureFlags;
      /** The same as `featureFlags`. */
      flags: FeatureFlags;
    }
  }
}

/** The flags of one request. Each is evaluated when it is first read, and does not change until the response is sent. */
export type FeatureFlags<Set = RegisteredFlags> = {
  /** The boolean view of any flag. Without a result, the declared fallback of a boolean flag; otherwise `false`. */
  isEnabled(flagKey: FlagName<Set>): boolean;
  /** The flag's value; its fallback if it has none, or one of another type. A list is not an object. */
  readonly get: GetFlag<Set>;
  /** Every flag of the ruleset, by key. Evaluates the ones that were not read. Returns the same map each time. */
  all(): ReadonlyMap<string, Evaluation>;
};

export type RequestFlagsOptions = {
  readonly lookup: FlagLookup;
  /** `undefined`: there is none, and fallbacks apply. */
  readonly context: EvaluationContext | undefined;
  readonly overrides: ContextOverrides | undefined;
  readonly ruleset: () => CompiledRuleset;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
  readonly onProblem: (problem: FlagProblem) => void;
};

export function createRequestFlags(options: RequestFlagsOptions): FeatureFlags {
  const { lookup, onProblem } = options;
  const results = createResults(options);
  const get = (flagKey: string, fallback?: JsonValue): unknown =>
    lookup.read(flagKey, { value: results.find(flagKey)?.value, fallback, onProblem });
  return {
    all: results.all,
    isEnabled: (flagKey) => lookup.isEnabled(flagKey, results.find(flagKey), onProblem),
    // The types of `get` depend on what the application registers.
    get: get as GetFlag,
  };
}

type Results = {
  /** `undefined` if the flag does not exist or cannot be evaluated now. */
  find(flagKey: string): Evaluation | undefined;
  all(): ReadonlyMap<string, Evaluation>;
};

type Moment = { readonly ruleset: CompiledRuleset; readonly options: EvaluateOptions };

/** All results of a request are of one ruleset and one instant, however long the request takes. */
function createResults({ context, overrides, ruleset, now, onError }: RequestFlagsOptions): Results {
  const found = new Map<string, Evaluation | undefined>();
  let all: ReadonlyMap<string, Evaluation> | undefined;
  let moment: Moment | undefined;
  let hasFailed = false;

  /** After a failure, fallbacks apply for the rest of the request. */
  function evaluateNow<T>(evaluation: (moment: Moment, context: EvaluationContext) => T): T | undefined {
    if (!context || hasFailed) return undefined;
    try {
      moment ??= { ruleset: ruleset(), options: { now: now(), overrides } };
      return evaluation(moment, context);
    } catch (error) {
      hasFailed = true;
      onError(error);
      return undefined;
    }
  }

  function find(flagKey: string): Evaluation | undefined {
    if (found.has(flagKey)) return found.get(flagKey);
    if (all) return findByKey(all, flagKey);
    const result = evaluateNow((at, context) => evaluate(at.ruleset, flagKey, context, at.options));
    const known = result && result.errorCode !== 'FLAG_NOT_FOUND' ? Object.freeze({ ...result }) : undefined;
    found.set(flagKey, known);
    return known;
  }

  function findAll(): ReadonlyMap<string, Evaluation> {
    const results = evaluateNow((at, context) => evaluateAll(at.ruleset, context, at.options));
    return new Map(results?.map((result) => [result.key, found.get(result.key) ?? Object.freeze({ ...result })]));
  }

  return { find, all: () => (all ??= findAll()) };
}
