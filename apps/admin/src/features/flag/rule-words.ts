import type { Rule, RuleInput, ServeInput } from '@burgee/contracts';
import { conditionWords } from '../../ui/condition/condition-words.ts';
import { lastPercentage, percentageAt, percentWords } from '../flags/schedule-percentage.ts';

type Said = Pick<Rule | RuleInput, 'condition' | 'rollout'> & { readonly serve: ServeInput };

/** "If country is one of DE, AT and plan is not free, then 25 % get on": what a rule does, at an instant. */
export function ruleWords(rule: Said, now: number): string {
  const words = conditionWords(rule.condition);
  if (words === 'nobody') return 'For nobody: this rule never applies';
  const share = shareWords(rule.rollout.schedule, now);
  const given = `${share.text} ${share.isOne ? 'gets' : 'get'} ${serveWords(rule.serve)}`;
  return words === 'everybody' ? capitalised(given) : `If ${words}, then ${given}`;
}

function serveWords(serve: ServeInput): string {
  if (serve.kind === 'variant') return serve.variant || '(no variant)';
  const shares = serve.split.weights.filter(({ weight }) => weight > 0);
  return `one of ${shares.map(({ variant, weight }) => `${variant} (${percentWords(weight / 1_000)})`).join(', ')}`;
}

function shareWords(schedule: Said['rollout']['schedule'], now: number): { text: string; isOne: boolean } {
  const [percentage, goal] = [percentageAt(schedule, now), lastPercentage(schedule)];
  if (percentage !== goal) {
    return { text: `${percentWords(percentage)} now, ${percentWords(goal)} later,`, isOne: false };
  }
  if (percentage === 100) return { text: 'everybody', isOne: true };
  return percentage === 0 ? { text: 'nobody', isOne: true } : { text: percentWords(percentage), isOne: false };
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
