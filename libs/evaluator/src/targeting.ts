import type { Evaluation, EvaluationContext, FlagConfig, Rule, RuleId, Serve, Split } from '@burgee/contracts';
import type { Answers, Choice } from './answers.ts';
import { compileCondition, type Predicate, type SegmentLookup } from './condition.ts';
import type { EvaluateOptions } from './context.ts';
import type { Finding } from './layers.ts';
import { BrokenConfig } from './operators.ts';
import { namedDraw, plainDraw } from './random.ts';
import {
  bucketOfDecision,
  compileRollout,
  isIncluded,
  wasHashed,
  type CompiledRollout,
  type RolloutDecision,
} from './rollout.ts';
import { compileSplit } from './split.ts';

/** Gives the answer for a context that a rollout includes. */
type Server = (context: EvaluationContext, options: EvaluateOptions, decision: RolloutDecision) => Evaluation;

type CompiledRule = { readonly id: RuleId; readonly holds: Predicate; readonly rollout: CompiledRollout; readonly serve: Server };

/** A flag's own targeting: its rules, its rollout, and off for everybody else (rows 12 to 14 of the table). Always answers. */
export type Targeting = {
  decide(context: EvaluationContext, options: EvaluateOptions): Evaluation;
  trace(context: EvaluationContext, options: EvaluateOptions): TargetingStep[];
  percentageAt(now: number): number;
};

export type TargetingStep = Finding & { layer: 'rule' | 'rollout' | 'otherwise'; applies: boolean };

/** @throws BrokenConfig where rules or rollout cannot be evaluated. */
export function compileTargeting(flag: FlagConfig, answers: Answers, segments: SegmentLookup): Targeting {
  const rules = flag.rules.map((rule, index) => within(['rules', index], () => compileRule(flag, rule, answers, segments)));
  const rollout = within(['rollout'], () => compileRollout(flag.rollout, flag.salt, plainDraw));
  const serve = within(['split'], () => compileFlagServe(flag, answers, rollout));
  const offByDefault = answers.give(answers.off, 'DEFAULT');
  const offBySplit = answers.give(answers.off, 'SPLIT');

  function decide(context: EvaluationContext, options: EvaluateOptions): Evaluation {
    let wasExcludedByHash = false;
    for (const rule of rules) {
      if (!rule.holds(context, options.now)) continue;
      const decision = rule.rollout.decide(context, options);
      if (isIncluded(decision)) return rule.serve(context, options, decision);
      if (wasHashed(decision)) wasExcludedByHash = true;
    }
    const decision = rollout.decide(context, options);
    if (isIncluded(decision)) return serve(context, options, decision);
    if (wasHashed(decision)) return { ...offBySplit, bucket: bucketOfDecision(decision) };
    return wasExcludedByHash ? offBySplit : offByDefault;
  }

  function trace(context: EvaluationContext, options: EvaluateOptions): TargetingStep[] {
    const steps: TargetingStep[] = [];
    for (const rule of rules) {
      const step = traceRule(rule, context, options);
      steps.push(step);
      if (step.applies) return steps;
    }
    const decision = rollout.decide(context, options);
    const finding = describeDecision(decision, rollout.percentageAt(options.now));
    steps.push({ layer: 'rollout', applies: isIncluded(decision), ...finding });
    if (!isIncluded(decision)) steps.push({ layer: 'otherwise', applies: true, detail: 'off' });
    return steps;
  }

  return { decide, trace, percentageAt: rollout.percentageAt };
}

function traceRule(rule: CompiledRule, context: EvaluationContext, options: EvaluateOptions): TargetingStep {
  const base = { layer: 'rule', ruleId: rule.id } as const;
  if (!rule.holds(context, options.now)) return { ...base, applies: false, detail: 'its condition does not hold' };
  const decision = rule.rollout.decide(context, options);
  const { detail, ...finding } = describeDecision(decision, rule.rollout.percentageAt(options.now));
  return { ...base, ...finding, applies: isIncluded(decision), detail: `its condition holds; ${detail}` };
}

function describeDecision(decision: RolloutDecision, percentage: number): Finding {
  const verb = isIncluded(decision) ? 'includes' : 'excludes';
  if (!wasHashed(decision)) return { detail: `${percentage} % ${verb} it without a hash`, percentage };
  const bucket = bucketOfDecision(decision);
  return { detail: `${percentage} % ${verb} bucket ${bucket} of 100,000`, percentage, bucket };
}

function compileRule(flag: FlagConfig, rule: Rule, answers: Answers, segments: SegmentLookup): CompiledRule {
  const draw = `${flag.key}:${rule.id}`;
  return {
    id: rule.id,
    holds: within(['condition'], () => compileCondition(rule.condition, segments)),
    rollout: within(['rollout'], () => compileRollout(rule.rollout, flag.salt, namedDraw(draw))),
    serve: within(['serve'], () => compileRuleServe(flag, rule.id, rule.serve, answers)),
  };
}

function compileRuleServe(flag: FlagConfig, ruleId: RuleId, serve: Serve, answers: Answers): Server {
  if (serve.kind === 'variant') {
    const answer = answers.give(answers.choiceOf(serve.variant), 'TARGETING_MATCH', { ruleId });
    return (_context, _options, decision) => withBucket(answer, decision);
  }
  const choose = compileAnswers(flag, serve.split, `${flag.key}:${ruleId}`, (choice) => answers.give(choice, 'SPLIT', { ruleId }), answers);
  return (context, options, decision) => withBucket(choose(context, options), decision);
}

function compileFlagServe(flag: FlagConfig, answers: Answers, rollout: CompiledRollout): Server {
  if (flag.split) {
    const choose = compileAnswers(flag, flag.split, flag.key, (choice) => answers.give(choice, 'SPLIT'), answers);
    return (context, options, decision) => withBucket(choose(context, options), decision);
  }
  const forAll = answers.give(answers.on, 'STATIC');
  const forSome = answers.give(answers.on, 'SPLIT');
  return (_context, options, decision) => {
    if (wasHashed(decision)) return withBucket(forSome, decision);
    return rollout.percentageAt(options.now) >= 100 ? forAll : forSome;
  };
}

function compileAnswers(flag: FlagConfig, split: Split, name: string, give: (choice: Choice) => Evaluation, answers: Answers) {
  return compileSplit(split, flag.salt, namedDraw(`${name}:split`), (variant) => give(answers.choiceOf(variant)));
}

function withBucket(answer: Evaluation, decision: RolloutDecision): Evaluation {
  return wasHashed(decision) ? { ...answer, bucket: decision } : answer;
}

/** Runs `compile`; what it finds broken is said with the place. */
function within<T>(path: readonly (string | number)[], compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    if (error instanceof BrokenConfig) throw new BrokenConfig(error.message, [...path, ...error.path]);
    throw error;
  }
}
