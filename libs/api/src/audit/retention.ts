import { DAY_MS } from '@burgee/contracts';
import {
  AuditRow,
  chain,
  type Database,
  databaseTime,
  type Ends,
  type EntityManager,
  isSealed,
  type Link,
  moveCut,
  readEnds,
} from '@burgee/data-access';
import type { KeyObject } from 'node:crypto';

/** Small enough that the lock is held only briefly. */
const BATCH = 500;

/**
 * Removes the oldest entries, up to the first that is at most `days` times 24 hours old by the database's clock, and
 * seals the cut, from which the remaining entries still verify. The newest entry always stays. Returns how many entries
 * it removed.
 *
 * @throws Error if the entries to remove were altered. Sealing a cut there would hide the alteration from verification.
 */
export async function sweepAudit(database: Database, key: KeyObject, days: number): Promise<number> {
  let removed = 0;
  for (let count = BATCH; count === BATCH; removed += count) {
    count = await database.write((em) => sweepBatch(em, key, days));
  }
  return removed;
}

async function sweepBatch(em: EntityManager, key: KeyObject, days: number): Promise<number> {
  const before = (await databaseTime(em)).getTime() - days * DAY_MS;
  const { head, cut } = await readEnds(em, true);
  // The identity map would compare each row again at the commit, under the lock.
  const options = { orderBy: { number: 'asc' }, limit: BATCH, disableIdentityMap: true } as const;
  const rows = await em.find(AuditRow, { number: { $lt: head.number } }, options);
  const kept = rows.findIndex(({ at }) => at.getTime() >= before);
  const gone = kept === -1 ? rows : rows.slice(0, kept);
  const last = gone.at(-1);
  if (!last) return 0;
  const end = verifiedEnd(key, cut, gone);
  // The database refuses the deletion without this setting, which lasts until the end of the transaction.
  await em.execute(`set local burgee.retention = 'on'`);
  await em.execute('delete from audit_entries where number <= ?', [last.number]);
  // Entries from before the chain existed leave no cut in it.
  if (end) await moveCut(em, key, end);
  return gone.length;
}

/**
 * The link of the last chained row. Every row is verified: otherwise someone with access to the database could backdate
 * or remove entries and have retention seal the result.
 */
function verifiedEnd(key: KeyObject, cut: Ends['cut'], rows: readonly AuditRow[]): Link | undefined {
  const chained = rows.filter(({ number }) => number > 0);
  const links = chain(key, cut, chained);
  const broken = links.find(({ number, mac }, at) => number !== chained[at]?.number || mac !== chained[at].mac);
  if (broken || !isSealed(key, cut)) {
    throw new Error(`the audit trail is broken at entry ${broken?.number ?? cut.number}; nothing was removed`);
  }
  return links.at(-1);
}
