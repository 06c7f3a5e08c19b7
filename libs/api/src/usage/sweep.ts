import { DAY_MS } from '@burgee/contracts';
import { databaseTime, removeUsage } from '@burgee/data-access';
import type { Services } from '../context.ts';

const KEPT_DAYS = 90;
/** Few enough that removing them takes a fraction of the write timeout. */
const BATCH = 5_000;

/** Removes counts that are more than 90 days old by the database's clock. Returns how many it removed. */
export async function sweepUsage({ database }: Pick<Services, 'database'>): Promise<number> {
  let removed = 0;
  for (let count = BATCH; count === BATCH; removed += count) {
    count = await database.write(async (em) => {
      const before = new Date((await databaseTime(em)).getTime() - KEPT_DAYS * DAY_MS);
      return removeUsage(em, before, BATCH);
    });
  }
  return removed;
}
