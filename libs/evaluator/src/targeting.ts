import type { Evaluation, EvaluationContext, FlagConfig, Rule, RuleId, Serve, TraceStep } from '@burgee/contracts';
import type { Answers } from './answers.ts';
import { compileCondition, type Predicate, type SegmentLookup } from './condition.ts';
import type { EvaluateOptions } from './context.ts';
import { BrokenConfig } from './operators.ts';
import { namedDraw, plainDraw } from './random.ts';
import {
  bucketOfDecision,
  compileRollout,
  EVERYBODY,
  isIncluded,
  NOBODY,
  wasHashed,
  type CompiledRollout,
  type RolloutDecision,
} from './rollout.ts';
import { compileSplit } from './split.ts';

/** A flag's own targeting: its rules, its rollout, and off for everybody else (rows 12 to 14 of the table). Always answers. */
export type Targeting = {
  decide(context: EvaluationContext, options: EvaluateOptions): Evaluation;
  trace(context: EvaluationContext, options: EvaluateOptions): TraceStep[];
  percentageAt(now: number): number;
};

/** Gives the answer for a context that a rollout includes. */
type Server = (context: EvaluationContext, options: EvaluateOptions, decision: RolloutDecision) => Evaluation;

/** A rule's condition holds, but its hash excludes the context. */
const EXCLUDED_BY_HASH = null;

type CompiledRule = {
  readonly id: RuleId;
  /** The answer, where the rule applies. */
  decide(context: EvaluationContext, options: EvaluateOptions): Evaluation | undefined | typeof EXCLUDED_BY_HASH;
  readonly holds: Predicate;
  readonly rollout: CompiledRollout;
};

/** @throws BrokenConfig where rules or rollout cannot be evaluated. */
export function compileTargeting(flag: FlagConfig, answers: Answers, segments: SegmentLookup): Targeting {
  const rules = flag.rules.map((rule, index) => at(['rules', index], () => compileRule(flag, rule, answers, segments)));
  const rollout = compileRollout(flag.rollout, flag.salt, () => plainDraw);
  const serve = at(['split'], () => compileFlagServe(flag, answers, rollout));
  const offByDefault = answers.give(answers.off, 'DEFAULT');
  const decideOwn = rollout.settled === NOBODY ? () => offByDefault : compileOwn(answers, offByDefault, rollout, serve);

  function decide(context: EvaluationContext, options: EvaluateOptions): Evaluation {
    let wasExcludedByHash = false;
    for (let index = 0; index < rules.length; index++) {
      const answer = (rules[index] as CompiledRule).decide(context, options);
      if (answer) return answer;
      if (answer === EXCLUDED_BY_HASH) wasExcludedByHash = true;
    }
    const answer = decideOwn(context, options);
    return wasExcludedByHash && answer === offByDefault ? answers.give(answers.off, 'SPLIT') : answer;
  }

  function trace(context: EvaluationContext, options: EvaluateOptions): TraceStep[] {
    const steps: TraceStep[] = [];
    for (const rule of rules) {
      const step = traceRule(rule, context, options);
      steps.push(step);
      if (step.outcome === 'won') return steps;
    }
    const decision = rollout.decide(context, options);
    steps.push({ layer: 'rollout', ...describeDecision(decision, rollout.percentageAt(options.now)) });
    if (!isIncluded(decision)) steps.push({ layer: 'otherwise', outcome: 'won', detail: 'off' });
    return steps;
  }

  return { decide, trace, percentageAt: rollout.percentageAt };
}

function compileRule(flag: FlagConfig, rule: Rule, answers: Answers, segments: SegmentLookup): CompiledRule {
  const { id } = rule;
  const holds = at(['condition'], () => compileCondition(rule.condition, segments));
  const rollout = compileRollout(rule.rollout, flag.salt, () => namedDraw(`${flag.key}:${id}`));
  const serve = at(['serve'], () => compileRuleServe(flag, id, rule.serve, answers));
  if (rollout.settled === EVERYBODY) {
    return { id, holds, rollout, decide: (context, options) => (holds(context, options.now) ? serve(context, options, EVERYBODY) : undefined) };
  }
  return {
    id,
    holds,
    rollout,
    decide: (context, options) => {
      if (!holds(context, options.now)) return undefined;
      const decision = rollout.decide(context, options);
      if (isIncluded(decision)) return serve(context, options, decision);
      return wasHashed(decision) ? EXCLUDED_BY_HASH : undefined;
    },
  };
}

/** The flag's own rollout, and off for those whom it excludes. */
function compileOwn(answers: Answers, offByDefault: Evaluation, rollout: CompiledRollout, serve: Server) {
  return (context: EvaluationContext, options: EvaluateOptions): Evaluation => {
    const decision = rollout.decide(context, options);
    if (isIncluded(decision)) return serve(context, options, decision);
    return wasHashed(decision) ? answers.giveHashed(answers.off, 'SPLIT', bucketOfDecision(decision)) : offByDefault;
  };
}

function compileRuleServe(flag: FlagConfig, id: RuleId, serve: Serve, answers: Answers): Server {
  if (serve.kind === 'variant') {
    const choice = answers.choiceOf(serve.variant);
    const unhashed = answers.give(choice, 'TARGETING_MATCH', id);
    return (_context, _options, decision) =>
      wasHashed(decision) ? answers.giveHashed(choice, 'TARGETING_MATCH', decision, id) : unhashed;
  }
  const draw = () => namedDraw(`${flag.key}:${id}:split`);
  const choose = compileSplit(serve.split, flag.salt, draw, answers.choiceOf);
  return (context, options, decision) => {
    const choice = choose(context, options);
    return wasHashed(decision) ? answers.giveHashed(choice, 'SPLIT', decision, id) : answers.give(choice, 'SPLIT', id);
  };
}

function compileFlagServe(flag: FlagConfig, answers: Answers, rollout: CompiledRollout): Server {
  if (flag.split) {
    const choose = compileSplit(flag.split, flag.salt, () => namedDraw(`${flag.key}:split`), answers.choiceOf);
    return (context, options, decision) => {
      const choice = choose(context, options);
      return wasHashed(decision) ? answers.giveHashed(choice, 'SPLIT', decision) : answers.give(choice, 'SPLIT');
    };
  }
  const { on } = answers;
  const forAll = answers.give(on, 'STATIC');
  return (_context, { now }, decision) => {
    if (wasHashed(decision)) return answers.giveHashed(on, 'SPLIT', decision);
    return rollout.percentageAt(now) >= 100 ? forAll : answers.give(on, 'SPLIT');
  };
}

function traceRule(rule: CompiledRule, context: EvaluationContext, options: EvaluateOptions): TraceStep {
  const step = { layer: 'rule', ruleId: rule.id } as const;
  if (!rule.holds(context, options.now)) return { ...step, outcome: 'passed', detail: 'its condition does not hold' };
  const decision = rule.rollout.decide(context, options);
  const { detail, ...finding } = describeDecision(decision, rule.rollout.percentageAt(options.now));
  return { ...step, ...finding, detail: `its condition holds; ${detail}` };
}

function describeDecision(decision: RolloutDecision, percentage: number): Omit<TraceStep, 'layer'> {
  const outcome = isIncluded(decision) ? 'won' : 'passed';
  const verb = isIncluded(decision) ? 'includes' : 'excludes';
  if (decision === EVERYBODY || decision === NOBODY) {
    return { outcome, detail: `${percentage} % ${verb} this context without a hash`, percentage };
  }
  const bucket = bucketOfDecision(decision);
  return { outcome, detail: `${percentage} % ${verb} bucket ${bucket} of 100,000`, percentage, bucket };
}

/** Runs `compile`; what it finds broken is said with the place. */
function at<T>(path: readonly (string | number)[], compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    if (error instanceof BrokenConfig) throw new BrokenConfig(error.message, [...path, ...error.path]);
    throw error;
  }
}
