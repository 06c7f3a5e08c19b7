import {
  type Evaluation,
  type EvaluationContext,
  type EvaluationReason,
  type Explanation,
  type FlagConfig,
  INVALID_CONTEXT,
  type Override,
  type RulesetVersion,
} from '@burgee/contracts';
import { type Answers, type Choice, compileAnswers, toErrorEvaluation, toEvaluation } from './answers.ts';
import { withPath } from './broken-config.ts';
import type { SegmentLookup } from './condition.ts';
import { type EvaluateOptions, hasValidIds, UNREADABLE } from './context.ts';
import { isTimed, nextFlagChange } from './flag-change.ts';
import { requireInstant } from './instant.ts';
import { decideLayers, type Layers } from './layers.ts';
import { possibleAnswers, possibleTurns } from './possible-answers.ts';
import { type Answered, compileRequirements, type Requirements } from './prerequisites.ts';
import { EVERYBODY, NOBODY, percentageAt } from './rollout.ts';
import { compileTargeting, decideTargeting, type Targeting } from './targeting.ts';
import { buildTrace, type TracedFlag } from './trace.ts';
import type { StoredSegments } from './trace-condition.ts';

/** A flag with everything precomputed that does not depend on a context. */
export type CompiledFlag = {
  readonly config: FlagConfig;
  /** The prerequisites, with the flags they name. */
  readonly requirements: Requirements | undefined;
  /** Never throws. `answered` contains the results of other flags in the same evaluation. */
  evaluate(context: EvaluationContext, options: EvaluateOptions, answered?: Answered): Evaluation;
  /** Never throws. Returns the result of `evaluate` with its trace. */
  explain(context: EvaluationContext, options: EvaluateOptions): Explanation;
  /** When it expires, in milliseconds. */
  readonly end: number | undefined;
  /** See `possibleAnswers`. */
  possibleAnswers(now: number, isBlocked: boolean): readonly Evaluation[];
  /** See `possibleTurns`. */
  possibleTurns(): readonly number[];
  /** The percentage of the flag's own rollout at an instant. */
  percentageAt(now: number): number;
  /** Whether time alone may change the result, ignoring overrides for ids and other flags. */
  readonly isTimed: boolean;
  /** Never throws. See `nextFlagChange`. */
  nextChange(context: EvaluationContext, options: EvaluateOptions, before: number): number;
};

export type FlagSurroundings = {
  readonly version: RulesetVersion;
  readonly permitsSessionOverrides: boolean;
  readonly segments: SegmentLookup;
  /** Used by explanations, which describe rules in their stored form. */
  readonly storedSegments: StoredSegments;
  /** Emergency and global overrides of this flag. */
  readonly overrides: readonly Override[];
  readonly isCyclic: boolean;
};

/** @throws BrokenConfig if the flag cannot be evaluated. */
export function compileFlag(config: FlagConfig, surroundings: FlagSurroundings): CompiledFlag {
  const { version, permitsSessionOverrides, segments, storedSegments, overrides, isCyclic } = surroundings;
  const { enabled, archived, expiresAt } = config;
  const answers = compileAnswers(config, version);
  const layers: Layers = {
    emergency: overrides.find((override) => override.type === 'emergency'),
    permitsSessionOverrides,
    isOff: !enabled || archived,
    end: expiresAt === null ? undefined : withPath(['expiresAt'], () => requireInstant(expiresAt)),
    requirements: compileRequirements(config, isCyclic),
    global: overrides.find((override) => override.type === 'global'),
  };
  const targeting = compileTargeting(config, answers, segments);
  return new WorkingFlag(config, { answers, layers, targeting, segments: storedSegments });
}

const UNREADABLE_TRACE: Explanation['trace'] = [{ layer: 'context', outcome: 'won', detail: UNREADABLE }];

type FlagParts = {
  readonly answers: Answers;
  readonly layers: Layers;
  readonly targeting: Targeting;
  readonly segments: StoredSegments;
};

/**
 * A class, because there are thousands of flags, and closures would cost memory for each of them; and flat, because a flag
 * spread over many objects would occupy more of the processor's cache.
 */
class WorkingFlag implements CompiledFlag, TracedFlag {
  readonly key: string;
  readonly version: RulesetVersion;
  readonly constant: ConstantResult | undefined;
  readonly hasLayers: boolean;
  readonly isTimed: boolean;
  readonly emergency: Layers['emergency'];
  readonly permitsSessionOverrides: boolean;
  readonly isOff: boolean;
  readonly end: Layers['end'];
  readonly requirements: Layers['requirements'];
  readonly global: Layers['global'];
  readonly rules: Targeting['rules'];
  readonly rollout: Targeting['rollout'];
  readonly split: Targeting['split'];
  readonly on: Choice;
  readonly off: Choice;
  readonly choices: Answers['choices'];
  readonly type: Answers['type'];
  readonly config: FlagConfig;
  readonly segments: StoredSegments;

  constructor(config: FlagConfig, { answers, layers, targeting, segments }: FlagParts) {
    this.key = answers.key;
    this.version = answers.version;
    this.hasLayers = hasLayers(layers);
    this.isTimed = isTimed(layers, targeting);
    this.constant = constantResult(answers, layers, targeting);
    this.emergency = layers.emergency;
    this.permitsSessionOverrides = layers.permitsSessionOverrides;
    this.isOff = layers.isOff;
    this.end = layers.end;
    this.requirements = layers.requirements;
    this.global = layers.global;
    this.rules = targeting.rules;
    this.rollout = targeting.rollout;
    this.split = targeting.split;
    this.on = answers.on;
    this.off = answers.off;
    this.choices = answers.choices;
    this.type = answers.type;
    this.config = config;
    this.segments = segments;
  }

  evaluate(context: EvaluationContext, options: EvaluateOptions, answered?: Answered): Evaluation {
    try {
      // Two shortcuts, which most evaluations take.
      const isPlain = options.overrides === undefined && hasValidIds(context);
      if (isPlain && this.constant) return toEvaluation(this, this.constant.choice, this.constant.reason);
      if (!isPlain || this.hasLayers) {
        const decided = decideLayers(this, context, options, answered);
        if (decided) return decided;
      }
      return decideTargeting(this, context, options);
    } catch {
      // Only a hostile context gets here, such as one with a getter that throws on its second call.
      return toErrorEvaluation(this, 'INVALID_CONTEXT', UNREADABLE);
    }
  }

  explain(context: EvaluationContext, options: EvaluateOptions): Explanation {
    const answer = this.evaluate(context, options);
    if (context === INVALID_CONTEXT && !this.emergency) return { ...answer, trace: UNREADABLE_TRACE };
    try {
      return { ...answer, trace: buildTrace(this, context, options) };
    } catch {
      return { ...answer, trace: UNREADABLE_TRACE };
    }
  }

  possibleAnswers(now: number, isBlocked: boolean): readonly Evaluation[] {
    return possibleAnswers(this, now, isBlocked);
  }

  possibleTurns(): readonly number[] {
    return possibleTurns(this);
  }

  percentageAt(now: number): number {
    return percentageAt(this.rollout, now);
  }

  nextChange(context: EvaluationContext, options: EvaluateOptions, before: number): number {
    try {
      return nextFlagChange(this, context, options, before);
    } catch {
      // An unreadable context has the same result at every instant, see `evaluate`.
      return before;
    }
  }
}

/** The result of a flag that is the same for every context. */
type ConstantResult = { readonly choice: Choice; readonly reason: EvaluationReason };

/** Most flags are simply on or off and, without overrides for ids, need no evaluation. */
function constantResult(
  { on, off }: Answers,
  layers: Layers,
  { rules, rollout, split }: Targeting,
): ConstantResult | undefined {
  if (layers.isOff && !layers.emergency) return { choice: off, reason: 'DISABLED' };
  if (hasLayers(layers) || rules.length > 0 || split) return undefined;
  if (rollout === EVERYBODY) return { choice: on, reason: 'STATIC' };
  return rollout === NOBODY ? { choice: off, reason: 'DEFAULT' } : undefined;
}

/** Whether anything but overrides for ids can take precedence over the targeting of a flag that is not off. */
function hasLayers({ emergency, end, requirements, global }: Layers): boolean {
  return Boolean(emergency || end !== undefined || requirements || global);
}

/** Stands in for a flag that cannot be evaluated. */
export function brokenFlag(config: FlagConfig, version: RulesetVersion, problem: string): CompiledFlag {
  const { key } = config;
  const evaluate = (): Evaluation => {
    return { key, enabled: false, reason: 'ERROR', version, errorCode: 'FLAG_BROKEN', errorMessage: problem };
  };
  return {
    config,
    requirements: undefined,
    evaluate,
    explain: () => ({ ...evaluate(), trace: [] }),
    end: undefined,
    possibleAnswers: () => [evaluate()],
    possibleTurns: () => [],
    percentageAt: () => 0,
    isTimed: false,
    nextChange: (_context, _options, before) => before,
  };
}
