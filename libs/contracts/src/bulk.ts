import { z } from 'zod';
import { MAX_TAGS, Reason, Tag } from './flag.ts';
import { EnvironmentKey, FlagKey } from './ids.ts';

const tags = z.array(Tag).min(1).max(MAX_TAGS);

/** What may be done to many flags at once. */
export const BulkChange = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['enable', 'disable', 'archive', 'restore']) }),
  z.strictObject({ kind: z.enum(['addTags', 'removeTags']), tags }),
]);
export type BulkChange = z.infer<typeof BulkChange>;

export const BulkChangeInput = z.strictObject({
  environment: EnvironmentKey,
  keys: z
    .array(FlagKey)
    .min(1)
    .max(500)
    .refine((keys) => new Set(keys).size === keys.length, 'must name each flag once'),
  change: BulkChange,
  reason: Reason.optional(),
});
export type BulkChangeInput = z.infer<typeof BulkChangeInput>;

/** `unchanged` were so already. */
export const BulkChanged = z.strictObject({ changed: z.array(FlagKey), unchanged: z.array(FlagKey) });
export type BulkChanged = z.infer<typeof BulkChanged>;
