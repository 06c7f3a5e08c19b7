import {
  BUCKETS,
  type EvaluationContext,
  type RolloutBasis,
  type RolloutStep,
  type SplitFinding,
} from '@burgee/contracts';
import type { EvaluateOptions } from './context.ts';
import { decideRollout, hashedAttributes, percentageAt, rolloutBasis } from './rollout.ts';
import { findSplit } from './split.ts';
import type { CompiledRule } from './targeting.ts';

export type RolloutFinding = Omit<RolloutStep, 'layer' | 'outcome'> & { readonly applies: boolean };

/** Whether the rollout of a flag or a rule includes a context, why, and what its split chooses. */
export function findRollout(
  { rollout, split }: Pick<CompiledRule, 'rollout' | 'split'>,
  context: EvaluationContext,
  options: EvaluateOptions,
): RolloutFinding {
  const decision = decideRollout(rollout, context, options);
  const { isIncluded: applies, bucket } = decision;
  const percentage = percentageAt(rollout, options.now);
  const basis = rolloutBasis(rollout, context, options, decision);
  const chosen = applies && split ? findSplit(split, context, options) : undefined;
  const whom = WHOM[basis](bucket, hashedAttributes(rollout));
  const detail = `${percentage}% ${applies ? 'includes' : 'excludes'} ${whom}${chosen ? `; ${describeSplit(chosen)}` : ''}`;
  const found = { applies, detail, percentage, basis };
  return { ...found, ...(bucket !== undefined && { bucket }), ...(chosen && { split: chosen }) };
}

const WHOM: Readonly<Record<RolloutBasis, (bucket: number | undefined, hashed: readonly string[]) => string>> = {
  everyone: () => 'everyone',
  'no one': () => 'everyone',
  hash: (bucket) => `bucket ${bucket} of ${BUCKETS}`,
  random: (bucket) => `the random bucket ${bucket} of ${BUCKETS}`,
  'no id': (_bucket, hashed) => `this context, which has no ${hashed.join(' or ')}`,
};

function describeSplit(split: SplitFinding): string {
  if (split.basis === 'first') return `its split chooses "${split.variant}", the first variant, without a bucket`;
  const { basis, variant, bucket, from, to, total } = split;
  const which = basis === 'random' ? 'random bucket' : 'bucket';
  return `its split chooses "${variant}": ${which} ${bucket} of ${total} is in ${from} to ${to - 1}`;
}
