import type { Services } from '../context.ts';

/** Takes away sessions, and sign-ins that were begun with a provider, that have ended by themselves. */
export async function sweepSignIns({ database, now }: Pick<Services, 'database' | 'now'>): Promise<void> {
  await database.write(async (em) => {
    for (const table of ['auth.session', 'auth.verification']) {
      await em.execute(`delete from ${table} where expires_at <= ?`, [now()]);
    }
  });
}
