import type { AuditProblem, AuditVerification, Checkpoint } from '@burgee/contracts';
import { AuditRow, chain, type Database, type EntityManager, isSealed, type Link, readEnds } from '@burgee/data-access';
import type { KeyObject } from 'node:crypto';

/** Entries verified per transaction: memory is bounded, and no writer waits. */
const BATCH = 1_000;

type Problem = { readonly number: number; readonly what: AuditProblem };

/** The last verified link, from which verification continues, and the number of entries verified so far. */
type Progress = { readonly last: Link; readonly entries: number; readonly problem?: Problem | undefined };

/**
 * Verifies the whole trail, from its oldest entry to the one that was newest at the start, and reports the first entry
 * that does not fit (B.12). Entries appended or cut off by retention in the meantime do not matter.
 *
 * @param checkpoint from the log; without one, nobody can tell whether the newest entries were cut off.
 */
export async function verifyAudit(
  database: Database,
  key: KeyObject,
  checkpoint?: Checkpoint,
): Promise<AuditVerification> {
  const { head, cut, unchained, beyond } = await database.load(readOutline);
  let progress: Progress = { last: cut, entries: 0 };
  if (!isSealed(key, cut)) progress = { ...progress, problem: { number: cut.number, what: 'cut' } };
  while (!progress.problem && progress.last.number < head.number) {
    progress = await verifyBatch(database, key, progress, { head, checkpoint });
  }
  const problem = progress.problem ?? endProblem(progress.last, { head, cut, beyond, checkpoint });
  const verified = { entries: progress.entries, unchained, head };
  return problem ? { status: 'broken', ...verified, problem } : { status: 'whole', ...verified };
}

async function readOutline(em: EntityManager) {
  const ends = await readEnds(em);
  const unchained = await em.count(AuditRow, { number: { $lte: 0 } });
  const beyond = await em.count(AuditRow, { number: { $gt: ends.head.number } });
  return { ...ends, unchained, beyond };
}

type Ends = { readonly head: Link; readonly checkpoint: Checkpoint | undefined };

async function verifyBatch(
  database: Database,
  key: KeyObject,
  { last, entries }: Progress,
  { head, checkpoint }: Ends,
): Promise<Progress> {
  const { cut, rows } = await database.load(async (em) => ({
    cut: (await readEnds(em)).cut,
    rows: await em.find(
      AuditRow,
      { number: { $gt: last.number, $lte: head.number } },
      // The rows are neither looked up by id nor changed, and skipping the identity map halves the time.
      { orderBy: { number: 'asc' }, limit: BATCH, disableIdentityMap: true },
    ),
  }));
  // Retention has overtaken us: the entries it cut off need no verification, and its seal vouches for the cut.
  if (cut.number > last.number && isSealed(key, cut)) return { last: cut, entries };
  const expected = chain(key, last, rows);
  for (const [at, row] of rows.entries()) {
    const link = expected[at] as Link;
    const what = entryProblem(row, link, checkpoint);
    if (what) return { last, entries: entries + at, problem: { number: link.number, what } };
  }
  const end = expected.at(-1);
  if (!end) return { last, entries, problem: { number: last.number + 1, what: 'missing' } };
  return { last: { number: end.number, mac: end.mac }, entries: entries + rows.length };
}

function entryProblem(row: AuditRow, link: Link, checkpoint: Checkpoint | undefined): AuditProblem | undefined {
  if (row.number !== link.number) return 'missing';
  if (row.mac !== link.mac) return 'changed';
  return checkpoint?.number === link.number && checkpoint.mac !== link.mac ? 'checkpoint' : undefined;
}

type Outline = Ends & { readonly cut: Link; readonly beyond: number };

function endProblem(last: Link, { head, cut, beyond, checkpoint }: Outline): Problem | undefined {
  // If retention has passed the head in the meantime, there is nothing left to compare.
  if (last.number === head.number && last.mac !== head.mac) return { number: head.number, what: 'head' };
  if (beyond > 0) return { number: head.number + 1, what: 'head' };
  if (checkpoint && checkpoint.number > head.number) return { number: head.number + 1, what: 'checkpoint' };
  const isAtTheCut = checkpoint?.number === cut.number && checkpoint.mac !== cut.mac;
  return isAtTheCut ? { number: cut.number, what: 'checkpoint' } : undefined;
}
