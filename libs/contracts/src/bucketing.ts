import { z } from 'zod';
import type { FlagConfig } from './flag.ts';
import type { Rollout } from './rollout.ts';
import type { Rule } from './rule.ts';
import type { Split } from './split.ts';

/** The hash of new flags of an environment. `unleash`: that of Unleash, so that its SDKs evaluate all flags exactly. */
export const Bucketing = z.enum(['standard', 'unleash']);
export type Bucketing = z.infer<typeof Bucketing>;

type HashedRollout = Pick<Rollout, 'algorithm' | 'bucketBy' | 'missing'>;
type HashedSplit = Pick<Split, 'algorithm' | 'bucketBy' | 'missing'>;
type HashedFlag = Pick<FlagConfig, 'rollout' | 'split'> & { readonly rules: readonly Rule[] };

/** The defaults of Unleash's SDKs. */
const ROLLOUT: HashedRollout = { algorithm: 'unleash', bucketBy: ['userId', 'sessionId'], missing: 'random' };
const SPLIT: HashedSplit = {
  algorithm: 'unleash',
  bucketBy: ['userId', 'sessionId', 'remoteAddress'],
  missing: 'random',
};

/** Gives the hash of Unleash to the parts of a new flag that have the default settings. */
export function withDefaultsOfUnleash<F extends HashedFlag>(flag: F): F {
  return mapHashes(
    flag,
    (rollout) => (isStandard(rollout) && rollout.missing === 'included' ? { ...rollout, ...ROLLOUT } : rollout),
    (split) => (isStandard(split) && split.missing === 'first' ? { ...split, ...SPLIT } : split),
  );
}

/**
 * Gives the hash of Unleash to every part of a flag that has another one. Attributes other than the user stay what is
 * hashed; contexts without them are excluded then, because Unleash cannot include them.
 */
export function convertedToUnleash<F extends HashedFlag>(flag: F): F {
  return mapHashes(
    flag,
    (rollout) => {
      if (rollout.algorithm === 'unleash') return rollout;
      if (isByUser(rollout)) return { ...rollout, ...ROLLOUT };
      return { ...rollout, algorithm: 'unleash', missing: rollout.bucketBy.length === 0 ? 'random' : 'excluded' };
    },
    (split) => {
      if (split.algorithm === 'unleash') return split;
      return isByUser(split) ? { ...split, ...SPLIT } : { ...split, algorithm: 'unleash', missing: 'random' };
    },
  );
}

function isByUser({ bucketBy }: Pick<Rollout, 'bucketBy'>): boolean {
  return bucketBy.length === 1 && bucketBy[0] === 'userId';
}

function isStandard(part: Pick<Rollout, 'algorithm' | 'bucketBy' | 'salt'>): boolean {
  return part.algorithm === 'murmur3' && part.salt === null && isByUser(part);
}

function mapHashes<F extends HashedFlag>(
  flag: F,
  rollout: (rollout: Rollout) => Rollout,
  split: (split: Split) => Split,
): F {
  const rules = flag.rules.map((rule): Rule => {
    const { serve } = rule;
    const served = serve.kind === 'split' ? { ...serve, split: split(serve.split) } : serve;
    return { ...rule, rollout: rollout(rule.rollout), serve: served };
  });
  return { ...flag, rules, rollout: rollout(flag.rollout), split: flag.split && split(flag.split) };
}
