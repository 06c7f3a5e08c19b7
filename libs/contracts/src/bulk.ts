import { z } from 'zod';
import { MAX_TAGS, Reason, Tag } from './flag.ts';
import { EnvironmentKey, FlagKey, Revision } from './ids.ts';
import { Schedule } from './rollout.ts';

const MAX_KEYS = 500;
const tags = z.array(Tag).min(1).max(MAX_TAGS);

/** Saved together with the switch. A `revision` protects a rollout that someone else changed in the meantime. */
const BulkRollout = z.strictObject({ key: FlagKey, schedule: Schedule, revision: Revision.optional() });
export type BulkRollout = z.infer<typeof BulkRollout>;

/** A change of many flags at once. */
export const BulkChange = z.discriminatedUnion('kind', [
  /** `rollouts` name flags among `keys`; the other flags keep their rollouts. */
  z.strictObject({ kind: z.enum(['enable', 'disable']), rollouts: z.array(BulkRollout).max(MAX_KEYS).optional() }),
  z.strictObject({ kind: z.enum(['archive', 'restore']) }),
  z.strictObject({ kind: z.enum(['addTags', 'removeTags']), tags }),
]);
export type BulkChange = z.infer<typeof BulkChange>;

export function rolloutsOf(change: BulkChange): readonly BulkRollout[] {
  return 'rollouts' in change ? (change.rollouts ?? []) : [];
}

export const BulkChangeInput = z
  .strictObject({
    environment: EnvironmentKey,
    keys: z
      .array(FlagKey)
      .min(1)
      .max(MAX_KEYS)
      .refine((keys) => new Set(keys).size === keys.length, 'must name each flag once'),
    change: BulkChange,
    reason: Reason.optional(),
  })
  .refine(({ keys, change }) => rolloutsOf(change).every(({ key }) => keys.includes(key)), {
    path: ['change', 'rollouts'],
    message: 'must only name flags that are among keys',
  });
export type BulkChangeInput = z.infer<typeof BulkChangeInput>;

/** `unchanged` flags already had the requested state. */
export const BulkChanged = z.strictObject({ changed: z.array(FlagKey), unchanged: z.array(FlagKey) });
export type BulkChanged = z.infer<typeof BulkChanged>;
