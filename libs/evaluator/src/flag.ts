import type { Evaluation, EvaluationContext, Explanation, FlagConfig, Override, RulesetVersion } from '@burgee/contracts';
import { answersOf } from './answers.ts';
import type { SegmentLookup } from './condition.ts';
import type { EvaluateOptions } from './context.ts';
import { reachableLayers, traceLayers, type Layer, type LayerParts } from './layers.ts';
import { prerequisiteCheck } from './prerequisites.ts';
import { compileTargeting } from './targeting.ts';

/** A flag made ready: everything that can be computed before a context is known has been. */
export type CompiledFlag = {
  readonly config: FlagConfig;
  /** Never throws. */
  evaluate(context: EvaluationContext, options: EvaluateOptions): Evaluation;
  /** Never throws. The answer of `evaluate`, and how it came about. */
  explain(context: EvaluationContext, options: EvaluateOptions): Explanation;
  /** The flag's own rollout at an instant. */
  percentageAt(now: number): number;
};

export type FlagSurroundings = {
  readonly version: RulesetVersion;
  readonly permitsSessionOverrides: boolean;
  readonly segments: SegmentLookup;
  readonly flags: ReadonlyMap<string, CompiledFlag>;
  /** Emergency and global overrides of this flag. */
  readonly overrides: readonly Override[];
  readonly isCyclic: boolean;
};

/** @throws BrokenConfig where the flag cannot be evaluated. */
export function compileFlag(flag: FlagConfig, surroundings: FlagSurroundings): CompiledFlag {
  const { overrides, permitsSessionOverrides } = surroundings;
  const answers = answersOf(flag, surroundings.version);
  const targeting = compileTargeting(flag, answers, surroundings.segments);
  const parts: LayerParts = {
    flag,
    answers,
    emergency: overrides.find((override) => override.type === 'emergency'),
    global: overrides.find((override) => override.type === 'global'),
    permitsSessionOverrides,
    prerequisites: prerequisiteCheck(flag, surroundings.flags, surroundings.isCyclic),
  };
  const layers = reachableLayers(parts, false);
  // Most flags never meet an override: these are made when the first one comes.
  let layersWithOverrides: readonly Layer[] | undefined;

  function evaluate(context: EvaluationContext, options: EvaluateOptions): Evaluation {
    const own = options.overrides === undefined ? layers : (layersWithOverrides ??= reachableLayers(parts, true));
    try {
      for (let row = 0; row < own.length; row++) {
        const answer = (own[row] as Layer).decide(context, options);
        if (answer !== undefined) return answer;
      }
      return targeting.decide(context, options);
    } catch {
      // Only a context that fights back gets here, like one whose getters throw.
      return answers.fail('INVALID_CONTEXT', UNREADABLE);
    }
  }

  function explain(context: EvaluationContext, options: EvaluateOptions): Explanation {
    const answer = evaluate(context, options);
    try {
      const trace = traceLayers(parts, context, options);
      const isDecided = trace.some((step) => step.outcome === 'won');
      return { ...answer, trace: isDecided ? trace : [...trace, ...targeting.trace(context, options)] };
    } catch {
      return { ...answer, trace: [{ layer: 'context', outcome: 'won', detail: UNREADABLE }] };
    }
  }

  return { config: flag, evaluate, explain, percentageAt: targeting.percentageAt };
}

const UNREADABLE = 'the context cannot be read';
