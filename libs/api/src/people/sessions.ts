import type { Services } from '../context.ts';
import type { EntityManager, PersonRow } from '@burgee/data-access';

/** Signs somebody out, wherever they are. */
export async function endSessions(em: EntityManager, { id }: Pick<PersonRow, 'id'>): Promise<void> {
  await em.execute('delete from auth.session where user_id = ?', [id]);
}

/** Takes away sessions, and sign-ins that were begun with a provider, that have ended by themselves. */
export async function sweepSignIns({ database, now }: Pick<Services, 'database' | 'now'>): Promise<void> {
  await database.write(async (em) => {
    for (const table of ['auth.session', 'auth.verification']) {
      await em.execute(`delete from ${table} where expires_at <= ?`, [now()]);
    }
  });
}
