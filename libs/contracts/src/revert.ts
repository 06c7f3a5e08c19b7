import { z } from 'zod';
import { FlagActionInput } from './flag.ts';
import { SegmentRef } from './segment.ts';

const toEntry = {
  /** Of an entry of the audit trail. */
  number: z.int(),
  /** What it was after that change, or before it: taking the newest change back is `before` its entry. */
  to: z.enum(['after', 'before']).default('after'),
};

export const RevertFlagInput = FlagActionInput.extend(toEntry);
export type RevertFlagInput = z.infer<typeof RevertFlagInput>;

export const RevertSegmentInput = FlagActionInput.pick({ revision: true, reason: true }).extend({
  ...SegmentRef.shape,
  ...toEntry,
});
export type RevertSegmentInput = z.infer<typeof RevertSegmentInput>;
