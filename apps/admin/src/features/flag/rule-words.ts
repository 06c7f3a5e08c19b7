import type { Rule, RuleInput, ServeInput } from '@burgee/contracts';
import { schedulePercentage } from '@burgee/evaluator';
import { conditionWords } from '../../ui/condition/condition-words.ts';
import { formatPercent } from '../../ui/format/numbers.ts';
import { lastPercentage } from '../flags/schedule-percentage.ts';

type WordedRule = Pick<Rule | RuleInput, 'condition' | 'rollout'> & { readonly serve: ServeInput };

/** "If country is one of DE, AT and plan is not free, serve on to 25% of users": the effect of a rule at `now`. */
export function ruleWords(rule: WordedRule, now: number): string {
  const condition = conditionWords(rule.condition);
  if (condition === 'no one') return 'Applies to no one';
  const served = serveWords(rule.serve);
  const audience = audienceWords(rule.rollout.schedule, now);
  if (condition === 'everyone') return `Serve ${served} to ${audience}`;
  return `If ${condition}, serve ${served}${audience === 'everyone' ? '' : ` to ${audience}`}`;
}

function serveWords(serve: ServeInput): string {
  if (serve.kind === 'variant') return serve.variant || '(no variant)';
  const shares = serve.split.weights.filter(({ weight }) => weight > 0);
  return `one of ${shares.map(({ variant, weight }) => `${variant} (${formatPercent(weight / 1_000)})`).join(', ')}`;
}

function audienceWords(schedule: WordedRule['rollout']['schedule'], now: number): string {
  const [percentage, goal] = [schedulePercentage(schedule, now), lastPercentage(schedule)];
  if (percentage !== goal) {
    return `${formatPercent(percentage)} of users now, ${goal > percentage ? 'rising' : 'falling'} to ${formatPercent(goal)}`;
  }
  if (percentage === 100) return 'everyone';
  return percentage === 0 ? 'no one' : `${formatPercent(percentage)} of users`;
}
