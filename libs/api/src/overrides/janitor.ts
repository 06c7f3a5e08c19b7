import type { EnvironmentKey, FlagKey } from '@burgee/contracts';
import {
  type Change,
  changeInSteps,
  databaseTime,
  deleteExpired,
  type Expired,
  type ExpiredBatch,
  findExpired,
  type WriteContext,
} from '@burgee/data-access';
import { removalChanges } from './entries.ts';

/**
 * The two keys of the advisory lock: an arbitrary number shared by all servers, and a table's id, because each schema
 * has its own janitor.
 */
export const SWEEP_LOCK_KEYS = `7283402, 'environments'::regclass::oid::int`;

/**
 * Removes overrides that have expired, with `expired` entries (S400.7). They stopped applying at their expiry: this
 * only cleans up. Removal is final, so the database's clock decides. A batch is one transaction, so that a crash
 * neither loses nor duplicates anything. Returns how many it removed.
 */
export async function sweepOverrides(ctx: WriteContext): Promise<number> {
  const find = () => ctx.database.load(async (em) => findExpired(em, await databaseTime(em)));
  let removed = 0;
  for (let batch = await find(); batch; batch = await find()) {
    const count = await sweepBatch(ctx, batch);
    // Another server is sweeping or has just finished.
    if (count === 0) break;
    removed += count;
  }
  return removed;
}

async function sweepBatch(ctx: WriteContext, batch: ExpiredBatch): Promise<number> {
  const { environment } = batch;
  return changeInSteps(ctx, [environment], async (em) => {
    const [lock]: { is_mine: boolean }[] = await em.execute(
      `select pg_try_advisory_xact_lock(${SWEEP_LOCK_KEYS}) as is_mine`,
    );
    if (!lock?.is_mine) return { result: 0, changes: [] };
    const expired = await deleteExpired(em, batch, await databaseTime(em));
    const byFlag = Map.groupBy(expired, ({ flagKey }) => flagKey);
    const changes = [...byFlag].flatMap(([flagKey, overrides]) => expiredChanges(environment, flagKey, overrides));
    return { result: expired.length, changes };
  });
}

/**
 * Servers drop ids from their index based on the audit entries, so an entry about many overrides lists all of their
 * ids.
 */
function expiredChanges(environment: EnvironmentKey, flagKey: FlagKey, expired: readonly Expired[]): Change[] {
  const ofIds = [...Map.groupBy(expired, ({ type }) => type)].filter(([type]) => type !== 'global');
  const counts = Object.fromEntries(ofIds.map(([type, { length }]) => [type, length]));
  const targets = Object.fromEntries(ofIds.map(([type, all]) => [type, all.map(({ target }) => target)]));
  const overrides = expired.flatMap(({ override }) => override ?? []);
  return removalChanges('expired', { environment }, { flagKey, overrides, counts, targets });
}
