import type { Row } from './row.ts';

const later = { group: 'Clients', limits: {}, isInCi: false } as const;

/** Faults that another test shows, and those of features that do not exist yet. */
export const laterRows: readonly Row[] = [
  {
    ...later,
    id: 'deltas',
    title: 'Deltas arrive out of order, twice or truncated',
    promise: 'R14',
    notApplicable: 'A property tries 1,000 sequences of such deltas: libs/node/src/follower.test.ts.',
  },
];
