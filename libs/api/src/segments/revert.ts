import { DomainError, isSameJson, type RevertSegmentInput, Segment } from '@burgee/contracts';
import { changeRuleset, type EntityManager, SegmentRow, toSegment, type WriteContext } from '@burgee/data-access';
import { revisionAfter, stateAt } from '../database/past-state.ts';
import { staleRevision } from '../failures/stale-revision.ts';
import { addSegment, editSegment, removeSegment, type SegmentContent } from './change.ts';

/**
 * Restores a segment's state after, or before, an entry of its audit trail, as a new change with its own entry. A
 * deleted segment is created again; one that did not exist yet is deleted, and the result is `null`.
 *
 * @param input with a `revision`, the segment must still have it; then a deleted segment is not created again.
 * @throws DomainError SEGMENT_NOT_FOUND, STALE_REVISION, SEGMENT_IN_USE; VALIDATION_FAILED for an entry of another
 *   segment, an entry that can no longer be read, or missing dependencies.
 */
export async function revertSegment(ctx: WriteContext, input: RevertSegmentInput): Promise<Segment | null> {
  const { environment, key, revision } = input;
  const place = { subject: 'segment', environment, key } as const;
  return changeRuleset<Segment | null>(ctx, [environment], async (em) => {
    const wanted = await stateAt(em, Segment, place, input);
    const row = await em.findOne(SegmentRow, { environment, key });
    if (row) return revertExisting(ctx, em, input, { row, wanted });
    if (!wanted || revision !== undefined)
      throw new DomainError({ code: 'SEGMENT_NOT_FOUND', segment: key, environment });
    return addSegment(ctx, em, input, { ...segmentContent(wanted), revision: await revisionAfter(em, place, wanted) });
  });
}

async function revertExisting(
  ctx: WriteContext,
  em: EntityManager,
  input: RevertSegmentInput,
  { row, wanted }: { row: SegmentRow; wanted: Segment | null },
) {
  const { revision } = input;
  const now = toSegment(row);
  if (revision !== undefined && revision !== now.revision)
    throw staleRevision(revision, wanted ? segmentContent(wanted) : {}, now);
  if (!wanted) return { result: null, changes: await removeSegment(em, input, row) };
  if (!now.broken && isSameJson(segmentContent(wanted), segmentContent(now))) return { result: now, changes: [] };
  return editSegment(ctx, em, input, { row, content: segmentContent(wanted) });
}

function segmentContent({ name, description, condition }: SegmentContent): SegmentContent {
  return { name, description, condition };
}
