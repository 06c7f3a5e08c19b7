import { Segment, type RevertSegmentInput } from '@burgee/contracts';
import { AuditRow, type WriteContext } from '@burgee/data-access';
import { invalid } from '../flags/draft.ts';
import { createSegment, deleteSegment, findSegment, updateSegment } from './change.ts';

/**
 * Makes a segment what it was after, or before, an entry of its audit trail: a new change, with an entry of its own. One
 * that is gone comes back; one that was not there yet goes, and `null` is the result.
 *
 * @throws DomainError SEGMENT_NOT_FOUND, STALE_REVISION, SEGMENT_IN_USE; VALIDATION_FAILED for an entry that is not of this
 *   segment or cannot be read any more, and where what it needs is gone.
 */
export async function revertSegment(ctx: WriteContext, input: RevertSegmentInput): Promise<Segment | null> {
  const { environment, key, revision, reason } = input;
  const { wanted, isThere } = await look(ctx, input);
  const place = { environment, key, ...(reason && { reason }) };
  if (!wanted) {
    await deleteSegment(ctx, place);
    return null;
  }
  const { name, description, condition } = wanted;
  if (!isThere) return createSegment(ctx, { ...place, name, description, condition });
  return updateSegment(ctx, { ...place, name, description, condition, ...(revision !== undefined && { revision }) });
}

/** An entry never changes, so it may be read before the lock; whether the segment is there is found out once more behind it. */
async function look({ database }: WriteContext, { environment, key, number, to }: RevertSegmentInput) {
  return database.read(async (em) => {
    const entry = await em.findOne(AuditRow, { number, environment, subject: 'segment', key });
    if (!entry)
      throw invalid([{ path: 'number', message: `the segment "${key}" has no entry ${number} in its history` }]);
    const state = (to === 'after' ? entry.after : entry.before) ?? null;
    const isThere = await findSegment(em, environment, key).then(
      () => true,
      () => false,
    );
    if (state === null) return { wanted: null, isThere };
    const segment = Segment.safeParse(state);
    if (segment.success) return { wanted: segment.data, isThere };
    throw invalid([{ path: 'number', message: `what entry ${number} tells of the segment cannot be used any more` }]);
  });
}
