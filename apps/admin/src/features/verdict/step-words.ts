import type { Flag, OverrideStep, PrerequisiteFinding, TraceLayer, TraceStep } from '@burgee/contracts';

/** The role of a step in the result, as screens show it. `stops`: the step decided that the flag is off. */
export type StepTone = 'decides' | 'stops' | 'shadowed' | 'passed' | 'not reached';

const TITLES: Readonly<Record<TraceLayer, string>> = {
  emergency: 'Emergency override',
  context: 'Context',
  session: 'Session override',
  testing: 'Testing override',
  'kill switch': 'Switch',
  expiry: 'Expiry',
  prerequisites: 'Prerequisites',
  'user exclude': 'User, excluded',
  'user include': 'User, included',
  global: 'Global override',
  rule: 'Rule',
  rollout: 'Rollout',
  otherwise: 'Otherwise',
};

/** Layers that can only turn a flag off. */
const STOPPING: ReadonlySet<TraceLayer> = new Set(['context', 'kill switch', 'expiry', 'prerequisites']);

export function toneOf({ layer, outcome }: Pick<TraceStep, 'layer' | 'outcome'>): StepTone {
  if (outcome !== 'won') return outcome;
  return STOPPING.has(layer) ? 'stops' : 'decides';
}

export function stepTitle(step: TraceStep, rules: Flag['rules']): string {
  return step.layer === 'rule' ? ruleTitle(step.ruleId, rules) : TITLES[step.layer];
}

function ruleTitle(ruleId: string, rules: Flag['rules']): string {
  const place = rules.findIndex(({ id }) => id === ruleId);
  const description = rules[place]?.description;
  // A result may be slightly older than the rules, and name a rule that was removed.
  const name = place === -1 ? `Rule ${ruleId}` : `Rule ${place + 1}`;
  return description ? `${name}: ${description}` : name;
}

/** The finding of a step. Screens show details below it: required flags, clauses, buckets, the author of an override. */
export function stepSentence(step: TraceStep): string {
  return sentenceCase(stepWords(step));
}

function stepWords(step: TraceStep): string {
  if (isOverride(step)) return step.overrideId === undefined ? step.detail : overrideWords(step);
  if (step.layer === 'prerequisites') return step.prerequisites.every(prerequisiteHolds) ? step.detail : FAILED;
  if (step.layer !== 'rule' && step.layer !== 'rollout') return step.detail;
  const rollout =
    step.basis && `its rollout ${step.outcome === 'won' ? 'includes this context' : 'excludes this context'}`;
  if (step.layer === 'rollout') return rollout?.replace('its rollout', 'it') ?? step.detail;
  if (step.condition?.clauses.length === 0 || !step.condition) return step.detail;
  return rollout ? `its condition holds, and ${rollout}` : 'its condition does not hold';
}

const FAILED = 'a prerequisite fails';

export function isOverride(step: TraceStep): step is OverrideStep {
  return 'state' in step && step.layer !== 'kill switch';
}

const OVERRIDE_WORDS: Readonly<Record<OverrideStep['outcome'], string>> = {
  won: 'it decides, regardless of the layers below',
  shadowed: 'a layer above decides; otherwise this override would apply',
  passed: 'it does not apply',
  'not reached': 'it would not apply',
};

function overrideWords({ outcome, state, detail }: OverrideStep): string {
  if (state === 'expired') return 'there was an override, but it has expired';
  return state === 'forbidden' ? detail : OVERRIDE_WORDS[outcome];
}

export function prerequisiteHolds({ outcome }: Pick<PrerequisiteFinding, 'outcome'>): boolean {
  return outcome === 'holds';
}

export function sentenceCase(text: string): string {
  const sentence = text.charAt(0).toUpperCase() + text.slice(1);
  return sentence.endsWith('.') || sentence === '' ? sentence : `${sentence}.`;
}
