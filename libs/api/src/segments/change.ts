import {
  type CreateSegmentInput,
  type DeleteSegmentInput,
  DomainError,
  type EnvironmentKey,
  type Segment,
  type SegmentKey,
  type UpdateSegmentInput,
} from '@burgee/contracts';
import {
  type Change,
  changeRuleset,
  type EntityManager,
  SegmentRow,
  toSegment,
  type WriteContext,
} from '@burgee/data-access';
import { staleRevision } from '../failures/stale-revision.ts';
import { checkCondition } from './check.ts';
import { findSegmentUsage } from './usage.ts';

/** @throws DomainError KEY_TAKEN, VALIDATION_FAILED. */
export async function createSegment(ctx: WriteContext, input: CreateSegmentInput): Promise<Segment> {
  const { environment, key, description, condition, name = key } = input;
  return changeRuleset(ctx, [environment], async (em) => {
    const taken = await em.findOne(SegmentRow, { environment, key });
    if (taken) throw new DomainError({ code: 'KEY_TAKEN', subject: 'segment', key, archived: false });
    return addSegment(ctx, em, input, { name, description, condition, revision: 1 });
  });
}

/** @throws DomainError SEGMENT_NOT_FOUND, STALE_REVISION, VALIDATION_FAILED. */
export async function updateSegment(ctx: WriteContext, input: UpdateSegmentInput): Promise<Segment> {
  const { environment, key, revision } = input;
  return changeRuleset(ctx, [environment], async (em) => {
    const row = await findSegment(em, environment, key);
    const before = toSegment(row);
    if (revision !== undefined && revision !== before.revision) throw staleRevision(revision, input, before);
    const { name = row.name, description = row.description, condition = row.condition } = input;
    return editSegment(ctx, em, input, { row, content: { name, description, condition } });
  });
}

/** @throws DomainError SEGMENT_NOT_FOUND, SEGMENT_IN_USE. */
export async function deleteSegment(ctx: WriteContext, input: DeleteSegmentInput): Promise<void> {
  const { environment, key } = input;
  return changeRuleset(ctx, [environment], async (em) => {
    const row = await findSegment(em, environment, key);
    return { result: undefined, changes: await removeSegment(em, input, row) };
  });
}

/** The segment to change, and the reason. */
type Target = { environment: EnvironmentKey; key: SegmentKey; reason?: string | undefined };
/** The editable fields of a segment. */
export type SegmentContent = Pick<Segment, 'name' | 'description' | 'condition'>;
type Written = { result: Segment; changes: Change[] };

/** @throws DomainError VALIDATION_FAILED. */
export async function addSegment(
  ctx: WriteContext,
  em: EntityManager,
  target: Target,
  content: SegmentContent & { revision: number },
): Promise<Written> {
  const { environment, key } = target;
  await checkCondition(em, environment, { key, condition: content.condition });
  const now = ctx.now();
  const row = em.create(SegmentRow, { environment, key, ...content, createdAt: now, updatedAt: now });
  await em.flush();
  const after = toSegment(row);
  return { result: after, changes: [segmentChange('created', target, null, after)] };
}

/** @throws DomainError VALIDATION_FAILED. */
export async function editSegment(
  ctx: WriteContext,
  em: EntityManager,
  target: Target,
  { row, content }: { row: SegmentRow; content: SegmentContent },
): Promise<Written> {
  const { environment, key } = target;
  const before = toSegment(row);
  await checkCondition(em, environment, { key, condition: content.condition });
  em.assign(row, { ...content, revision: before.revision + 1, updatedAt: ctx.now() });
  await em.flush();
  const after = toSegment(row);
  return { result: after, changes: [segmentChange('updated', target, before, after)] };
}

/** @throws DomainError SEGMENT_IN_USE. */
export async function removeSegment(em: EntityManager, target: Target, row: SegmentRow): Promise<Change[]> {
  const { environment, key } = target;
  const { flags, segments } = await findSegmentUsage(em, environment, key);
  if (flags.length + segments.length > 0)
    throw new DomainError({ code: 'SEGMENT_IN_USE', segment: key, flags, segments });
  const before = toSegment(row);
  em.remove(row);
  await em.flush();
  return [segmentChange('removed', target, before, null)];
}

/** @throws DomainError SEGMENT_NOT_FOUND. */
export async function findSegment(
  em: EntityManager,
  environment: EnvironmentKey,
  key: SegmentKey,
): Promise<SegmentRow> {
  const row = await em.findOne(SegmentRow, { environment, key });
  if (!row) throw new DomainError({ code: 'SEGMENT_NOT_FOUND', segment: key, environment });
  return row;
}

export function segmentChange(
  action: Change['action'],
  { environment, key, reason }: Target,
  before: Segment | null,
  after: Segment | null,
): Change {
  return { environment, action, subject: 'segment', key, reason, before, after };
}
