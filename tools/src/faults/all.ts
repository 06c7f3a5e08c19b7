import { browserRows } from './browser-rows.ts';
import { clientRows } from './client-rows.ts';
import { compatRows } from './compat-rows.ts';
import { dataRows } from './data-rows.ts';
import { databaseRows } from './database-rows.ts';
import { edgeRows } from './edge-rows.ts';
import { followerRows } from './follower-rows.ts';
import { laterRows } from './later-rows.ts';
import { listenRows } from './listen-rows.ts';
import { postgresRows } from './postgres-rows.ts';
import { redisRows } from './redis-rows.ts';
import type { Row } from './row.ts';
import { serverRows } from './server-rows.ts';
import { sessionRows } from './session-rows.ts';
import { streamRows } from './stream-rows.ts';
import { timeRows } from './time-rows.ts';
import { writeRows } from './write-rows.ts';

/** In the order of the published table. */
export const rows: readonly Row[] = [
  ...postgresRows,
  ...databaseRows,
  ...listenRows,
  ...compatRows,
  ...redisRows,
  ...serverRows,
  ...edgeRows,
  ...streamRows,
  ...sessionRows,
  ...writeRows,
  ...dataRows,
  ...timeRows,
  ...clientRows,
  ...followerRows,
  ...browserRows,
  ...laterRows,
];
