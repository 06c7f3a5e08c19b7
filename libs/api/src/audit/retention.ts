import {
  AuditRow,
  chain,
  isSealed,
  moveCut,
  readEnds,
  type Database,
  type EntityManager,
  type Ends,
} from '@burgee/data-access';
import type { KeyObject } from 'node:crypto';

/** Small enough that nobody waits for its lock. */
const BATCH = 500;

/**
 * Forgets the oldest entries, up to the first that is not from before `before`, and seals the place from which the rest
 * still verifies. The newest entry always stays. Gives how many went.
 *
 * @throws Error where what would go is not what was written. A seal over it would hide that from everybody who verifies.
 */
export async function sweepAudit(database: Database, key: KeyObject, before: Date): Promise<number> {
  let removed = 0;
  for (let count = BATCH; count === BATCH; removed += count) {
    count = await database.write((em) => sweepBatch(em, key, before));
  }
  return removed;
}

async function sweepBatch(em: EntityManager, key: KeyObject, before: Date): Promise<number> {
  const { head, cut } = await readEnds(em, true);
  const rows = await em.find(AuditRow, { number: { $lt: head.number } }, { orderBy: { number: 'asc' }, limit: BATCH });
  const kept = rows.findIndex(({ at }) => at >= before);
  const gone = kept === -1 ? rows : rows.slice(0, kept);
  const last = gone.at(-1);
  if (!last) return 0;
  refuseBroken(key, cut, gone);
  // The database refuses it otherwise; until the end of the transaction.
  await em.execute(`set local burgee.retention = 'on'`);
  await em.execute('delete from audit_entries where number <= ?', [last.number]);
  // Entries from before there was a chain leave no cut in it.
  if (last.mac) await moveCut(em, key, { number: last.number, mac: last.mac });
  return gone.length;
}

/** Else whoever has the database makes the times of entries old, or cuts off some by hand, and has retention seal it. */
function refuseBroken(key: KeyObject, cut: Ends['cut'], rows: readonly AuditRow[]): void {
  const chained = rows.filter(({ number }) => number > 0);
  const broken = chain(key, cut, chained).find(
    (link, at) => link.number !== chained[at]?.number || link.mac !== chained[at].mac,
  );
  if (broken || !isSealed(key, cut)) {
    throw new Error(`the audit trail is broken at entry ${broken?.number ?? cut.number}: nothing of it is removed`);
  }
}
