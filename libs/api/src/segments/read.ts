import type { ListSegmentsInput, Segment, SegmentPage, SegmentRef, SegmentUsage } from '@burgee/contracts';
import { type Database, SegmentRow, toSegment } from '@burgee/data-access';
import { containsText, requireEnvironment } from '../database/query.ts';
import { findSegment } from './change.ts';
import { findSegmentUsage } from './usage.ts';

/** @throws DomainError ENVIRONMENT_NOT_FOUND. */
export async function listSegments(database: Database, input: ListSegmentsInput): Promise<SegmentPage> {
  const { environment, search, page, pageSize } = input;
  return database.read(async (em) => {
    await requireEnvironment(em, environment);
    const filter = search ? { $or: [{ key: containsText(search) }, { name: containsText(search) }] } : {};
    const [rows, total] = await em.findAndCount(
      SegmentRow,
      { environment, ...filter },
      { orderBy: { key: 'asc' }, limit: pageSize, offset: (page - 1) * pageSize },
    );
    return { items: rows.map(toSegment), pagination: { page, pageSize, total } };
  });
}

/** @throws DomainError SEGMENT_NOT_FOUND. */
export async function getSegment(database: Database, { environment, key }: SegmentRef): Promise<Segment> {
  return database.read(async (em) => toSegment(await findSegment(em, environment, key)));
}

/** @throws DomainError SEGMENT_NOT_FOUND. */
export async function getSegmentUsage(database: Database, { environment, key }: SegmentRef): Promise<SegmentUsage> {
  return database.read(async (em) => {
    await findSegment(em, environment, key);
    return findSegmentUsage(em, environment, key);
  });
}
