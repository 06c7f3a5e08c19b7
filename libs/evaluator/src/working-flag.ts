import {
  type Evaluation,
  type EvaluationContext,
  type Explanation,
  type FlagConfig,
  INVALID_CONTEXT,
  type RulesetVersion,
} from '@burgee/contracts';
import { type Answers, type Choice, toErrorEvaluation } from './answers.ts';
import { type ConstantAnswers, constantAnswers } from './constant.ts';
import { type EvaluateOptions, hasValidIds, UNREADABLE } from './context.ts';
import { isTimed, nextFlagChange } from './flag-change.ts';
import { decideLayers, type Layers } from './layers.ts';
import { possibleAnswers, possibleTurns } from './possible-answers.ts';
import type { SharingOptions } from './prerequisites.ts';
import { percentageAt } from './rollout.ts';
import { decideTargeting, type Targeting } from './targeting.ts';
import { buildTrace, type TracedFlag } from './trace.ts';
import type { StoredSegments } from './trace-condition.ts';

const UNREADABLE_TRACE: Explanation['trace'] = [{ layer: 'context', outcome: 'won', detail: UNREADABLE }];

type FlagParts = {
  readonly answers: Answers;
  readonly layers: Layers;
  readonly targeting: Targeting;
  readonly segments: StoredSegments;
};

/**
 * A flag that can be evaluated. Flat, because a flag spread over many objects would occupy more of the processor's cache, and a
 * class, because closures would do the same. Measured gain (ADR 0045): 1,000 mixed flags take 45 µs instead of 54 µs, and
 * compiling 10,000 flags 12 ms instead of 18 ms.
 */
export class WorkingFlag implements TracedFlag {
  readonly key: string;
  readonly constant: ConstantAnswers | undefined;
  /** The latest of the constant results, unless they change over time; the others take one step more. */
  latest: Evaluation | undefined;
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
    this.hasLayers = hasLayers(layers);
    this.isTimed = isTimed(layers, targeting);
    this.constant = constantAnswers(answers, layers, targeting);
    this.latest = undefined;
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

  evaluate(context: EvaluationContext, options: SharingOptions, version: RulesetVersion): Evaluation {
    try {
      // Two shortcuts, which most evaluations take.
      const isPlain = options.overrides === undefined && hasValidIds(context);
      if (isPlain) {
        const { latest } = this;
        if (latest !== undefined && latest.version === version) return latest;
        if (this.constant) return this.constantAt(this.constant, options.now, version);
      }
      if (!isPlain || this.hasLayers) {
        const decided = decideLayers(this, context, options, version);
        if (decided) return decided;
      }
      return decideTargeting(this, context, options, version);
    } catch {
      // Only a hostile context gets here, such as one with a getter that throws on its second call.
      return toErrorEvaluation(this.off, 'INVALID_CONTEXT', UNREADABLE, version);
    }
  }

  private constantAt(constant: ConstantAnswers, now: number, version: RulesetVersion): Evaluation {
    const answer = constant.at(now, version);
    if (constant.isTimeless) this.latest = answer;
    return answer;
  }

  explain(context: EvaluationContext, options: EvaluateOptions, version: RulesetVersion): Explanation {
    const answer = this.evaluate(context, options, version);
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

/** Whether anything but overrides for ids can take precedence over the targeting of a flag that is not off. */
function hasLayers({ emergency, end, requirements, global }: Layers): boolean {
  return Boolean(emergency || end !== undefined || requirements || global);
}
