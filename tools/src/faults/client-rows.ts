import { clientNetworkRows } from './client-network-rows.ts';
import { clientPayloadRows } from './client-payload-rows.ts';
import type { Row } from './row.ts';

export const clientRows: readonly Row[] = [
  ...clientPayloadRows,
  ...clientNetworkRows,
  {
    group: 'Clients',
    id: 'client-disk',
    title: "A client's copy of flags on disk is truncated or bit-flipped, or its disk is full or read-only",
    promise: 'R2, R14',
    limits: {},
    isInCi: false,
    notApplicable:
      'Outside of a browser, a client keeps flags only in memory. The row browser-storage covers browsers.',
  },
];
