import { removeUsage } from '@burgee/data-access';
import type { Services } from '../context.ts';
import { HOUR_MS } from './counter.ts';

const KEPT_DAYS = 90;
/** Few enough that removing them takes a fraction of the time that a write has. */
const BATCH = 5_000;

/** Forgets counts of more than 90 days ago. Gives how many it removed. */
export async function sweepUsage({ database, now }: Pick<Services, 'database' | 'now'>): Promise<number> {
  const before = new Date(now().getTime() - KEPT_DAYS * 24 * HOUR_MS);
  let removed = 0;
  for (let count = BATCH; count === BATCH; removed += count) {
    count = await database.write((em) => removeUsage(em, before, BATCH));
  }
  return removed;
}
