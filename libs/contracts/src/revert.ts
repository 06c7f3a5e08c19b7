import { z } from 'zod';
import { FlagActionInput } from './flag.ts';
import { SegmentRef } from './segment.ts';

const revertTarget = {
  /** The number of an entry in the audit trail. */
  number: z.int(),
  /** Restores the state after or before that change: to undo the newest change, use `before` with its entry. */
  to: z.enum(['after', 'before']).default('after'),
};

export const RevertFlagInput = FlagActionInput.extend(revertTarget);
export type RevertFlagInput = z.infer<typeof RevertFlagInput>;

export const RevertSegmentInput = FlagActionInput.pick({ revision: true, reason: true }).extend({
  ...SegmentRef.shape,
  ...revertTarget,
});
export type RevertSegmentInput = z.infer<typeof RevertSegmentInput>;
