import type {
  Evaluation,
  EvaluationContext,
  Explanation,
  FlagConfig,
  Override,
  RulesetVersion,
} from '@burgee/contracts';
import { ANY_VERSION, compileAnswers } from './answers.ts';
import { withPath } from './broken-config.ts';
import type { SegmentLookup } from './condition.ts';
import type { EvaluateOptions } from './context.ts';
import { requireInstant } from './instant.ts';
import type { Layers } from './layers.ts';
import { compileRequirements, type Requirements, type SharingOptions } from './prerequisites.ts';
import { compileTargeting } from './targeting.ts';
import type { StoredSegments } from './trace-condition.ts';
import { WorkingFlag } from './working-flag.ts';

/** A flag with everything precomputed that does not depend on a context. */
export type CompiledFlag = {
  readonly config: FlagConfig;
  /** Why it cannot be evaluated: every result is `FLAG_BROKEN`. */
  readonly problem?: string;
  /** The prerequisites, with the flags they name. */
  readonly requirements: Requirements | undefined;
  /** Never throws. @param version of the ruleset. A flag may be part of many versions. */
  evaluate(context: EvaluationContext, options: SharingOptions, version: RulesetVersion): Evaluation;
  /** Never throws. Returns the result of `evaluate` with its trace. */
  explain(context: EvaluationContext, options: EvaluateOptions, version: RulesetVersion): Explanation;
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
  const { permitsSessionOverrides, segments, storedSegments, overrides, isCyclic } = surroundings;
  const { enabled, archived, expiresAt } = config;
  const answers = compileAnswers(config);
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

/** Stands in for a flag that cannot be evaluated. */
export function brokenFlag(config: FlagConfig, problem: string): CompiledFlag {
  const { key } = config;
  const evaluate = (version: RulesetVersion): Evaluation => {
    return { key, enabled: false, reason: 'ERROR', version, errorCode: 'FLAG_BROKEN', errorMessage: problem };
  };
  return {
    config,
    requirements: undefined,
    problem,
    evaluate: (_context, _options, version) => evaluate(version),
    explain: (_context, _options, version) => ({ ...evaluate(version), trace: [] }),
    end: undefined,
    possibleAnswers: () => [evaluate(ANY_VERSION)],
    possibleTurns: () => [],
    percentageAt: () => 0,
    isTimed: false,
    nextChange: (_context, _options, before) => before,
  };
}
