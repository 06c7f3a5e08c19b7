import {
  type Evaluation,
  type EvaluationContext,
  type Explanation,
  findByKey,
  type RulesetVersion,
} from '@burgee/contracts';
import type { WireFlags } from '@burgee/contracts/wire';
import {
  type CompiledRuleset,
  type ContextOverrides,
  evaluate,
  evaluateAll,
  type EvaluateOptions,
  explain,
  publicEvaluation,
  timingOf,
} from '@burgee/evaluator';
import type { FlagLookup, FlagProblem, GetFlag, JsonValue } from '@burgee/flags';
import type { ContextFlags } from './flag-server-types.ts';
import { withFind } from './inspect.ts';

export type ContextFlagsOptions = {
  readonly lookup: FlagLookup;
  /** `undefined`: there is none, and fallbacks apply. */
  readonly context: EvaluationContext | undefined;
  readonly overrides: ContextOverrides | undefined;
  readonly isStale: boolean;
  /** Called at the first read, for all reads. If it throws, fallbacks apply. */
  readonly ruleset: () => CompiledRuleset;
  readonly now: () => number;
  /** In `[0, 1)`, for rollouts of contexts without an id. */
  readonly random: () => number;
  /** Called with each flag that is read, once. */
  readonly onRead: ((evaluation: Evaluation) => void) | undefined;
  readonly onError: (error: unknown) => void;
  readonly onProblem: (problem: FlagProblem) => void;
};

/** Flags of one context, of one ruleset and one instant, however long they are read. */
export function createContextFlags(options: ContextFlagsOptions): ContextFlags {
  const { lookup, isStale, onProblem } = options;
  const results = createResults(options);
  const get = (flagKey: string, fallback?: JsonValue): unknown =>
    lookup.read(flagKey, { value: results.find(flagKey)?.value, fallback, onProblem });
  const isEnabled = (flagKey: string) => lookup.isEnabled(flagKey, results.find(flagKey), onProblem);
  const flags: ContextFlags = {
    isEnabled,
    isOn: isEnabled,
    // The types of `get` depend on what the application registers.
    get: get as GetFlag,
    explain: results.explain,
    all: results.all,
    bootstrap: results.bootstrap,
    isStale,
  };
  return withFind(flags, results.find);
}

type Results = Pick<ContextFlags, 'all' | 'bootstrap'> & {
  /** `undefined` if the flag does not exist or cannot be evaluated now. */
  find(flagKey: string): Evaluation | undefined;
  explain(flagKey: string): Explanation;
};

type Moment = {
  readonly ruleset: CompiledRuleset;
  readonly context: EvaluationContext;
  readonly options: EvaluateOptions;
};

function createResults({ context, overrides, ruleset, now, random, onRead, onError }: ContextFlagsOptions): Results {
  /** `null` for a flag without a result. */
  const found = new Map<string, Evaluation | null>();
  let all: ReadonlyMap<string, Evaluation> | undefined;
  let moment: Moment | undefined;
  let hasFailed = false;

  /** After a failure, fallbacks apply to all later reads. */
  function evaluateNow<T>(evaluation: (moment: Moment) => T): T | undefined {
    if (!context || hasFailed) return undefined;
    try {
      moment ??= { ruleset: ruleset(), context, options: { now: now(), random: random(), overrides } };
      return evaluation(moment);
    } catch (error) {
      hasFailed = true;
      onError(error);
      return undefined;
    }
  }

  function find(flagKey: string): Evaluation | undefined {
    const read = found.get(flagKey);
    if (read !== undefined) return read ?? undefined;
    const known = all ? findByKey(all, flagKey) : evaluateOne(flagKey);
    found.set(flagKey, known ?? null);
    if (known) onRead?.(known);
    return known;
  }

  function evaluateOne(flagKey: string): Evaluation | undefined {
    const result = evaluateNow((at) => evaluate(at.ruleset, flagKey, at.context, at.options));
    return result && result.errorCode !== 'FLAG_NOT_FOUND' ? Object.freeze(result) : undefined;
  }

  function everyResult(): ReadonlyMap<string, Evaluation> {
    all ??= new Map(
      evaluateNow((at) => evaluateAll(at.ruleset, at.context, at.options))?.map((result) => [
        result.key,
        found.get(result.key) ?? Object.freeze(result),
      ]),
    );
    return all;
  }

  return {
    find,
    all: () => {
      const results = everyResult();
      for (const key of results.keys()) find(key);
      return results;
    },
    explain: (flagKey) =>
      evaluateNow((at) => explain(at.ruleset, flagKey, at.context, at.options)) ?? unexplained(flagKey),
    bootstrap: () => {
      const results = everyResult();
      return evaluateNow((at) => toWireFlags(at, results));
    },
  };
}

function toWireFlags({ ruleset, context, options }: Moment, results: ReadonlyMap<string, Evaluation>): WireFlags {
  const { environment, version } = ruleset;
  // A flag may be named __proto__: `fromEntries` treats it like any other key.
  const flags = Object.fromEntries([...results].map(([key, result]) => [key, publicEvaluation(result)]));
  return { environment, version, ...timingOf(ruleset, context, options), flags };
}

const NO_VERSION = 0 as RulesetVersion;

/** Without a ruleset, nothing decided. */
function unexplained(key: string): Explanation {
  const errorMessage = 'there is no ruleset, or the context cannot be read';
  return { key, enabled: false, reason: 'ERROR', version: NO_VERSION, errorMessage, trace: [] };
}
