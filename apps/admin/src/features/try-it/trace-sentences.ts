import type { Evaluation, Flag, TraceStep } from '@burgee/contracts';

export type TraceLine = {
  readonly title: string;
  readonly sentence: string;
};

const TITLES: Readonly<Record<TraceStep['layer'], string>> = {
  emergency: 'Emergency override',
  context: 'Context',
  session: 'Session override',
  testing: 'Testing override',
  'kill switch': 'Kill switch',
  expiry: 'Expiry',
  prerequisites: 'Prerequisites',
  'user exclude': 'User, excluded',
  'user include': 'User, included',
  global: 'Global override',
  rule: 'Rule',
  rollout: 'Rollout',
  otherwise: 'Otherwise',
};

/** What a step looked at and what it found, for people. */
export function lineOf(step: TraceStep, rules: Flag['rules']): TraceLine {
  return { title: titleOf(step, rules), sentence: sentenceCase(step.overrideId ? hadOverride(step) : step.detail) };
}

function titleOf({ layer, ruleId }: TraceStep, rules: Flag['rules']): string {
  if (layer !== 'rule') return TITLES[layer];
  const place = rules.findIndex(({ id }) => id === ruleId);
  const description = rules[place]?.description;
  // A rule that was removed since is still in an answer of a moment ago.
  const name = place === -1 ? `Rule ${ruleId}` : `Rule ${place + 1}`;
  return description ? `${name}: ${description}` : name;
}

/** Who, why and until when are shown beside it. */
function hadOverride({ outcome, detail }: TraceStep): string {
  if (outcome === 'shadowed') return 'it would have answered, had a higher layer not';
  if (outcome === 'passed') return detail.startsWith('expired') ? 'there was an override, which has ended' : detail;
  return 'it answers, whatever comes below';
}

function sentenceCase(text: string): string {
  const sentence = text.charAt(0).toUpperCase() + text.slice(1);
  return sentence.endsWith('.') || sentence === '' ? sentence : `${sentence}.`;
}

type Answer = Pick<Evaluation, 'reason' | 'layer' | 'ruleId' | 'errorMessage'>;

/** In one sentence why this is the answer. */
export function reasonSentence(answer: Answer, rules: Flag['rules']): string {
  if (answer.reason === 'OVERRIDE') return `The ${answer.layer ?? ''} override decides.`;
  if (answer.reason === 'ERROR') return sentenceCase(answer.errorMessage ?? 'something is wrong');
  if (answer.ruleId !== undefined && answer.reason !== 'DEFAULT') {
    const title = titleOf({ layer: 'rule', outcome: 'won', detail: '', ruleId: answer.ruleId }, rules);
    return answer.reason === 'SPLIT' ? `${title} decides, and its split chooses.` : `${title} decides.`;
  }
  return REASONS[answer.reason];
}

const REASONS: Readonly<Record<Exclude<Evaluation['reason'], 'OVERRIDE' | 'ERROR'>, string>> = {
  STATIC: 'Everybody gets this: the rollout is at 100 %.',
  SPLIT: 'The bucket of this context decides.',
  TARGETING_MATCH: 'A rule decides.',
  DEFAULT: 'Nothing else applies, so it is off.',
  DISABLED: 'The flag is off for everybody.',
  EXPIRED: 'The time of the flag is over.',
  PREREQUISITE_FAILED: 'Another flag does not give what this one requires.',
};
