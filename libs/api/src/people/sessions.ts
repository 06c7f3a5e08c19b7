import { databaseTime, type EntityManager, type PersonRow } from '@burgee/data-access';
import type { Services } from '../context.ts';

/** Signs a person out everywhere. */
export async function endSessions(em: EntityManager, { id }: Pick<PersonRow, 'id'>): Promise<void> {
  await em.execute('delete from auth_session where user_id = ?', [id]);
}

/** Few enough that removing them takes a fraction of the write timeout. */
const BATCH = 5_000;

/** Removes sessions and unfinished provider sign-ins that have expired by the database's clock. */
export async function sweepSignIns({ database }: Pick<Services, 'database'>): Promise<void> {
  for (const table of ['auth_session', 'auth_verification']) {
    for (let count = BATCH; count === BATCH;) {
      count = await database.write(async (em) => {
        const [gone]: [{ count: number }] = await em.execute(
          `with gone as (
             delete from ${table} where ctid = any(array(
               select ctid from ${table} where expires_at <= ? limit ${BATCH})) returning 1)
           select count(*)::int as count from gone`,
          [await databaseTime(em)],
        );
        return gone.count;
      });
    }
  }
}
