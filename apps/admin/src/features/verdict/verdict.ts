import type { Explanation, Flag, JsonValue, OverrideType, TraceLayer, TraceStep } from '@burgee/contracts';
import { isOverride, sentenceCase, stepTitle } from './step-words.ts';

/** A result in the words of the screens. It derives everything from an explanation, and evaluates nothing itself. */
export type Verdict = {
  readonly isOn: boolean;
  /** Absent if the caller's default serves. */
  readonly value: JsonValue | undefined;
  readonly variant: string | undefined;
  /** The layer that decided; `undefined` if the flag does not exist or cannot be evaluated. */
  readonly layer: TraceLayer | undefined;
  /** The reason, as one sentence. */
  readonly sentence: string;
};

type Decision = { readonly step: TraceStep; readonly explanation: Explanation; readonly rules: Flag['rules'] };

export function verdictOf(explanation: Explanation, rules: Flag['rules'] = []): Verdict {
  const { enabled: isOn, value, variant, errorMessage } = explanation;
  const step = decidingStep(explanation);
  const sentence = step
    ? SENTENCES[step.layer]({ step, explanation, rules })
    : (errorMessage ?? 'the flag cannot be evaluated');
  return { isOn, value, variant, layer: step?.layer, sentence: sentenceCase(sentence) };
}

function decidingStep({ trace }: Pick<Explanation, 'trace'>): TraceStep | undefined {
  return trace.find(({ outcome }) => outcome === 'won');
}

/** The reason of each layer. An override whose value has another type also decides, and the result is an error. */
const SENTENCES: Readonly<Record<TraceLayer, (decision: Decision) => string>> = {
  emergency: overrideSentence('the emergency override decides'),
  context: ({ step }) => `${step.detail}, so the flag is off`,
  session: overrideSentence('the session override decides'),
  testing: overrideSentence('the testing override decides'),
  'kill switch': ({ step }) => `${step.detail}, so it is off for everyone`,
  expiry: () => 'the flag has expired, so it is off for everyone',
  prerequisites: ({ step }) => `${step.detail}, so the flag is off`,
  'user exclude': overrideSentence('the user is excluded by an override'),
  'user include': overrideSentence('the user override decides'),
  global: overrideSentence('the global override decides'),
  rule: ({ step, rules, explanation: { reason } }) =>
    `${stepTitle(step, rules)} decides${reason === 'SPLIT' ? ', and its split chooses' : ''}`,
  rollout: ({ step }) => `the rollout decides: ${step.detail}`,
  otherwise: ({ explanation: { trace } }) => {
    const rollout = trace.find(({ layer }) => layer === 'rollout');
    return `no rule and no rollout includes this context${rollout ? `: ${rollout.detail}` : ''}`;
  },
};

function overrideSentence(words: string) {
  return ({ explanation: { errorMessage } }: Decision) => errorMessage ?? words;
}

/** The effect of an override for the context of an explanation. `none`: it does not target this context. */
export type Standing = 'wins' | 'shadowed' | 'expired' | 'forbidden' | 'none';

export function standingOf(explanation: Explanation | undefined, overrideId: string): Standing {
  const step = explanation?.trace.filter(isOverride).find((one) => one.overrideId === overrideId);
  if (!step || step.state === 'none') return 'none';
  if (step.state !== 'applies') return step.state;
  return step.outcome === 'won' ? 'wins' : 'shadowed';
}

/** The reason why an override has no effect now; `undefined` if it decides, or does not target this context. */
export function noEffectReason(explanation: Explanation, overrideId: string): string | undefined {
  const reasons: Readonly<Record<Standing, string | undefined>> = {
    wins: undefined,
    none: undefined,
    expired: 'It has expired.',
    forbidden: 'This environment does not permit session overrides.',
    shadowed: verdictOf(explanation).sentence,
  };
  return reasons[standingOf(explanation, overrideId)];
}

/** Whether an override of this type decides. */
export function isWinning(explanation: Explanation | undefined, type: OverrideType): boolean {
  return explanation?.layer === type;
}
