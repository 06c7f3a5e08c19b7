import { z } from 'zod';
import { Condition } from './condition.ts';
import { Reason } from './flag.ts';
import { EnvironmentKey, FlagKey, Instant, Revision, SegmentKey } from './ids.ts';
import { PageInput, pageOf } from './paging.ts';
import { BrokenFields, StoredEnvironmentKey, StoredSegmentKey } from './stored.ts';

/** A named condition; rulesets contain only this part of a segment. */
export const SegmentConfig = z.strictObject({ key: SegmentKey, condition: Condition });
export type SegmentConfig = z.infer<typeof SegmentConfig>;

export const Segment = SegmentConfig.extend({
  key: StoredSegmentKey,
  environment: StoredEnvironmentKey,
  name: z.string().min(1).max(100),
  description: z.string().max(1_000),
  createdAt: Instant,
  updatedAt: Instant,
  revision: Revision,
  broken: BrokenFields,
});
export type Segment = z.infer<typeof Segment>;

export const SegmentRef = z.strictObject({ environment: EnvironmentKey, key: SegmentKey });
export type SegmentRef = z.infer<typeof SegmentRef>;

export const CreateSegmentInput = SegmentRef.extend({
  name: Segment.shape.name.optional(),
  description: Segment.shape.description.default(''),
  condition: Condition,
  reason: Reason.optional(),
});
export type CreateSegmentInput = z.infer<typeof CreateSegmentInput>;

export const UpdateSegmentInput = Segment.pick({ name: true, description: true, condition: true })
  .partial()
  .extend({ ...SegmentRef.shape, revision: Revision.optional(), reason: Reason.optional() });
export type UpdateSegmentInput = z.infer<typeof UpdateSegmentInput>;

/** Refers to a stored segment, even one whose key is invalid. */
export const StoredSegmentRef = SegmentRef.extend({ key: StoredSegmentKey });

export const DeleteSegmentInput = StoredSegmentRef.extend({ reason: Reason.optional() });
export type DeleteSegmentInput = z.infer<typeof DeleteSegmentInput>;

export const ListSegmentsInput = PageInput.extend({
  environment: EnvironmentKey,
  search: z.string().max(100).optional(),
});
export type ListSegmentsInput = z.infer<typeof ListSegmentsInput>;

export const SegmentPage = pageOf(Segment);
export type SegmentPage = z.infer<typeof SegmentPage>;

/** The flags and segments that refer to a segment. */
export const SegmentUsage = z.strictObject({ flags: z.array(FlagKey), segments: z.array(SegmentKey) });
export type SegmentUsage = z.infer<typeof SegmentUsage>;
