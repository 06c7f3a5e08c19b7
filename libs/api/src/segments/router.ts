import {
  CreateSegmentInput,
  DeleteSegmentInput,
  ListSegmentsInput,
  RevertSegmentInput,
  Segment,
  SegmentPage,
  SegmentUsage,
  StoredSegmentRef,
  UpdateSegmentInput,
} from '@burgee/contracts';
import { z } from 'zod';
import { procedureFor, router } from '../trpc.ts';
import { createSegment, deleteSegment, updateSegment } from './change.ts';
import { getSegment, getSegmentUsage, listSegments } from './read.ts';
import { revertSegment } from './revert.ts';

const reading = procedureFor('segments:read');
const writing = procedureFor('segments:write');

export const segmentsRouter = router({
  list: reading
    .input(ListSegmentsInput)
    .output(SegmentPage)
    .query(({ ctx, input }) => listSegments(ctx.services.database, input)),
  get: reading
    .input(StoredSegmentRef)
    .output(Segment)
    .query(({ ctx, input }) => getSegment(ctx.services.database, input)),
  usage: reading
    .input(StoredSegmentRef)
    .output(SegmentUsage)
    .query(({ ctx, input }) => getSegmentUsage(ctx.services.database, input)),
  create: writing
    .input(CreateSegmentInput)
    .output(Segment)
    .mutation(({ ctx, input }) => createSegment(ctx.write, input)),
  update: writing
    .input(UpdateSegmentInput)
    .output(Segment)
    .mutation(({ ctx, input }) => updateSegment(ctx.write, input)),
  revert: writing
    .input(RevertSegmentInput)
    .output(Segment.nullable())
    .mutation(({ ctx, input }) => revertSegment(ctx.write, input)),
  delete: writing
    .input(DeleteSegmentInput)
    .output(z.void())
    .mutation(({ ctx, input }) => deleteSegment(ctx.write, input)),
});
