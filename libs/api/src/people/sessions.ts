import { HOUR_MS } from '@burgee/contracts';
import { databaseTime, type EntityManager, type PersonRow } from '@burgee/data-access';
import type { Services } from '../context.ts';

/** Signs a person out everywhere. */
export async function endSessions(em: EntityManager, { id }: Pick<PersonRow, 'id'>): Promise<void> {
  await em.execute('delete from auth_session where user_id = ?', [id]);
}

/** Denies logins on the command line that a person has approved, and that no program has redeemed yet. */
export async function denyLoginsOf(em: EntityManager, { id }: Pick<PersonRow, 'id'>): Promise<void> {
  await em.execute(
    `update device_logins set decision = 'denied', person_id = null, days = null
     where person_id = ? and used_at is null`,
    [id],
  );
}

/** Few enough that removing them takes a fraction of the write timeout. */
const BATCH = 5_000;

/** How long after its expiry a row is removed. Until then, a login on the command line is reported as expired, not as unknown. */
const KEPT_MS = { auth_session: 0, auth_verification: 0, device_logins: HOUR_MS };

/** Removes sessions, unfinished provider sign-ins and command-line logins that have expired by the database's clock. */
export async function sweepSignIns({ database }: Pick<Services, 'database'>): Promise<void> {
  for (const [table, keptMs] of Object.entries(KEPT_MS)) {
    for (let count = BATCH; count === BATCH;) {
      count = await database.write(async (em) => {
        const [gone]: [{ count: number }] = await em.execute(
          `with gone as (
             delete from ${table} where ctid = any(array(
               select ctid from ${table} where expires_at <= ? limit ${BATCH})) returning 1)
           select count(*)::int as count from gone`,
          [new Date(+(await databaseTime(em)) - keptMs)],
        );
        return gone.count;
      });
    }
  }
}
