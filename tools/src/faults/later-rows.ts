import type { Row } from './row.ts';

const later = { group: 'Clients', limits: {}, isInCi: false } as const;

/** Faults of features that do not exist yet. */
export const laterRows: readonly Row[] = [
  {
    ...later,
    id: 'deltas',
    title: 'Deltas arrive out of order, twice or truncated',
    promise: 'R14',
    notApplicable: 'Streams carry versions only, and clients fetch whole answers: there are no deltas yet.',
  },
  {
    ...later,
    id: 'node-follower',
    title: 'A server-side SDK that evaluates locally loses its server',
    promise: 'R2',
    notApplicable: 'There is no @burgee/node yet.',
  },
  {
    ...later,
    id: 'edge',
    title: 'An edge node loses its servers',
    promise: 'R2',
    notApplicable: 'There is no edge node yet.',
  },
];
