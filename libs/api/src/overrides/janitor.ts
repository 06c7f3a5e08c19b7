import type { EnvironmentKey } from '@burgee/contracts';
import {
  changeRuleset,
  OverrideRow,
  toOverride,
  toUserOverride,
  UserOverrideRow,
  type WriteContext,
} from '@burgee/data-access';
import { overrideChange } from './entries.ts';

/** Small enough that nobody waits for its lock. */
const BATCH = 500;
/** Any number, the same for all servers. */
export const SWEEP_LOCK = 7_283_402;

/**
 * Removes overrides that have ended, each with an `expired` entry (S400.7). They stopped counting at their instant: this
 * only tidies up. A batch is one transaction, so that a kill loses nothing and doubles nothing. Gives how many it removed.
 */
export async function sweepOverrides(ctx: WriteContext): Promise<number> {
  let removed = 0;
  for (const environment of await environmentsToSweep(ctx)) {
    for (let count = BATCH; count === BATCH; removed += count) count = await sweepBatch(ctx, environment);
  }
  return removed;
}

async function environmentsToSweep({ database, now }: WriteContext): Promise<EnvironmentKey[]> {
  const rows: { environment: EnvironmentKey }[] = await database.read((em) =>
    em.execute(
      `select distinct f.environment from feature_flags f where f.id in (
         select flag_id from feature_flag_user_overrides where expires_at <= ?
         union select flag_id from feature_flag_overrides where expires_at <= ?) order by 1`,
      [now(), now()],
    ),
  );
  return rows.map(({ environment }) => environment);
}

async function sweepBatch(ctx: WriteContext, environment: EnvironmentKey): Promise<number> {
  return changeRuleset(ctx, [environment], async (em) => {
    const [lock]: { is_mine: boolean }[] = await em.execute('select pg_try_advisory_xact_lock(?) as is_mine', [
      SWEEP_LOCK,
    ]);
    if (!lock?.is_mine) return { result: 0, changes: [] };
    const where = { expiresAt: { $lte: ctx.now() }, flag: { environment } };
    const options = { populate: ['flag'], orderBy: { expiresAt: 'asc' } } as const;
    const users = await em.find(UserOverrideRow, where, { ...options, limit: BATCH });
    const others = await em.find(OverrideRow, where, { ...options, limit: BATCH - users.length });
    const ended = [...users.map(toUserOverride), ...others.map(toOverride)];
    const idsOf = (rows: readonly { id: string }[]) => ({ id: { $in: rows.map(({ id }) => id) } });
    await em.nativeDelete(UserOverrideRow, idsOf(users));
    await em.nativeDelete(OverrideRow, idsOf(others));
    const changes = ended.map((override) => overrideChange('expired', { environment }, override, null));
    return { result: ended.length, changes };
  });
}
