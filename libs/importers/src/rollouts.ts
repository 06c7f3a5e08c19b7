import type { Rollout } from '@burgee/contracts';

/** The ids that a rollout hashes, its group, and whether a context without the ids is included. */
export type Sticky = Pick<Rollout, 'bucketBy' | 'salt' | 'missing'>;

export const AT_RANDOM: Sticky = { bucketBy: [], salt: null, missing: 'random' };

export function rolloutOf(percentage: number, sticky: Sticky): Rollout {
  return { schedule: { kind: 'fixed', percentage }, algorithm: 'unleash', ...sticky };
}

const BY_USER: Sticky = { bucketBy: ['userId'], salt: null, missing: 'included' };
export const EVERYONE = rolloutOf(100, BY_USER);
export const NO_ONE = rolloutOf(0, BY_USER);

export const GROUP_ID_NEEDED = `it is missing, and Unleash's SDKs do not agree on what to hash instead`;
