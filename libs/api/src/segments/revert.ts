import { DomainError, Segment, type RevertSegmentInput } from '@burgee/contracts';
import { changeRuleset, SegmentRow, toSegment, type EntityManager, type WriteContext } from '@burgee/data-access';
import { isDeepStrictEqual } from 'node:util';
import { revisionAfter, stateAt } from '../past-state.ts';
import { staleRevision } from '../stale-revision.ts';
import { addSegment, editSegment, removeSegment, type SegmentContent } from './change.ts';

/**
 * Makes a segment what it was after, or before, an entry of its audit trail: a new change, with an entry of its own. One
 * that is gone comes back; one that was not there yet goes, and `null` is the result.
 *
 * @param input with a `revision` it is about the segment that has it: one that is gone by now does not come back.
 * @throws DomainError SEGMENT_NOT_FOUND, STALE_REVISION, SEGMENT_IN_USE; VALIDATION_FAILED for an entry that is not of this
 *   segment or cannot be read any more, and where what it needs is gone.
 */
export async function revertSegment(ctx: WriteContext, input: RevertSegmentInput): Promise<Segment | null> {
  const { environment, key, revision } = input;
  const place = { subject: 'segment', environment, key } as const;
  return changeRuleset<Segment | null>(ctx, [environment], async (em) => {
    const wanted = await stateAt(em, Segment, place, input);
    const row = await em.findOne(SegmentRow, { environment, key });
    if (row) return goBack(ctx, em, input, { row, wanted });
    if (!wanted || revision !== undefined)
      throw new DomainError({ code: 'SEGMENT_NOT_FOUND', segment: key, environment });
    return addSegment(ctx, em, input, { ...contentOf(wanted), revision: await revisionAfter(em, place, wanted) });
  });
}

async function goBack(
  ctx: WriteContext,
  em: EntityManager,
  input: RevertSegmentInput,
  { row, wanted }: { row: SegmentRow; wanted: Segment | null },
) {
  const { revision } = input;
  const now = toSegment(row);
  if (revision !== undefined && revision !== now.revision)
    throw staleRevision(revision, wanted ? contentOf(wanted) : {}, now);
  if (!wanted) return { result: null, changes: await removeSegment(em, input, row) };
  if (!now.broken && isDeepStrictEqual(contentOf(wanted), contentOf(now))) return { result: now, changes: [] };
  return editSegment(ctx, em, input, { row, content: contentOf(wanted) });
}

function contentOf({ name, description, condition }: SegmentContent): SegmentContent {
  return { name, description, condition };
}
