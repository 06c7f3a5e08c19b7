import type {
  Evaluation,
  EvaluationContext,
  Explanation,
  FlagConfig,
  Override,
  RulesetVersion,
  TraceStep,
} from '@burgee/contracts';
import { answersOf } from './answers.ts';
import type { SegmentLookup } from './condition.ts';
import type { EvaluateOptions } from './context.ts';
import { layersOf, type Layer } from './layers.ts';
import { prerequisiteCheck } from './prerequisites.ts';
import { compileTargeting, type Targeting } from './targeting.ts';

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
export function compileFlag(config: FlagConfig, surroundings: FlagSurroundings): CompiledFlag {
  const answers = answersOf(config, surroundings.version);
  const targeting = compileTargeting(config, answers, surroundings.segments);
  const check = prerequisiteCheck(config, surroundings.flags, surroundings.isCyclic);
  const table = layersOf(config, answers, surroundings.overrides, surroundings.permitsSessionOverrides, check);
  const layers = reachable(table, (layer) => layer.applies !== 'with overrides');
  const layersWithOverrides = reachable(table, () => true);
  const unreadable = Object.freeze(answers.fail('INVALID_CONTEXT', 'the context cannot be read'));

  function evaluate(context: EvaluationContext, options: EvaluateOptions): Evaluation {
    const own = options.overrides === undefined ? layers : layersWithOverrides;
    try {
      for (const layer of own) {
        const answer = layer.decide(context, options);
        if (answer) return answer;
      }
      return targeting.decide(context, options);
    } catch {
      // Only a context that fights back gets here, like one whose getters throw.
      return unreadable;
    }
  }

  function explain(context: EvaluationContext, options: EvaluateOptions): Explanation {
    const answer = evaluate(context, options);
    try {
      return { ...answer, trace: traceOf(table, targeting, context, options) };
    } catch {
      return { ...answer, trace: [{ layer: 'context', outcome: 'won', detail: 'the context cannot be read' }] };
    }
  }

  return { config, evaluate, explain, percentageAt: targeting.percentageAt };
}

/** The rows that an evaluation has to look at: none that never applies, none below one that always does. */
function reachable(table: readonly Layer[], isWanted: (layer: Layer) => boolean): readonly Layer[] {
  const end = table.findIndex((layer) => layer.applies === 'always');
  const reached = end === -1 ? table : table.slice(0, end + 1);
  return reached.filter((layer) => layer.applies !== 'never' && isWanted(layer));
}

/** Every row in order. Rows below the winner that would have answered are shadowed; targeting is looked at only when reached. */
function traceOf(table: readonly Layer[], targeting: Targeting, context: EvaluationContext, options: EvaluateOptions): TraceStep[] {
  const trace: TraceStep[] = [];
  let isDecided = false;
  for (const { name, decide, describe } of table) {
    const applies = decide(context, options) !== undefined;
    const outcome = !applies ? 'passed' : isDecided ? 'shadowed' : 'won';
    trace.push({ layer: name, outcome, ...describe(context, options) });
    isDecided ||= applies;
  }
  if (isDecided) return trace;
  const steps = targeting.trace(context, options).map(({ applies, ...step }): TraceStep => {
    return { ...step, outcome: applies ? 'won' : 'passed' };
  });
  return [...trace, ...steps];
}
