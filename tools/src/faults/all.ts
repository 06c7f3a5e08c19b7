import { postgresRows } from './postgres-rows.ts';
import { redisRows } from './redis-rows.ts';
import type { Row } from './row.ts';

/** In the order of the published table. */
export const rows: readonly Row[] = [...postgresRows, ...redisRows];
