import { z } from 'zod';
import type { AuditEntry } from './audit.ts';
import { TargetId } from './ids.ts';
import { Override, OverrideType } from './override.ts';

/** If more overrides of a flag than this are removed at once, they share one audit entry instead of having one each. */
export const MAX_NAMED_OVERRIDES = 100;

const IdOverrideType = OverrideType.extract(['session', 'testing', 'user']);

/** The `before` of an audit entry about many overrides for single ids: `removed` with their flag, or `expired`. */
export const ManyOverrides = z.strictObject({
  counts: z.partialRecord(IdOverrideType, z.int().positive()),
  sample: z.array(Override).max(MAX_NAMED_OVERRIDES),
  /**
   * The ids of all expired overrides, so that servers can evict them. The trail contains them, but pages of it omit them.
   * Absent for a deleted flag, whose overrides may number in the millions.
   */
  targets: z.partialRecord(IdOverrideType, z.array(TargetId)).optional(),
});
export type ManyOverrides = z.infer<typeof ManyOverrides>;
export type OverrideCounts = ManyOverrides['counts'];

/** Returns `undefined` for an entry about anything else. */
export function manyOverridesOf({
  subject,
  before,
}: Pick<AuditEntry, 'subject' | 'before'>): ManyOverrides | undefined {
  return subject === 'override' ? ManyOverrides.safeParse(before).data : undefined;
}

/** Formats counts, as in "200,000 overrides (199,000 user, 1,000 session)". */
export function formatOverrideCounts(counts: OverrideCounts): string {
  const types = IdOverrideType.options.flatMap((type) => {
    const count = counts[type];
    return count === undefined ? [] : [{ type, count }];
  });
  const total = types.reduce((sum, { count }) => sum + count, 0).toLocaleString('en');
  const [only] = types;
  if (types.length === 1 && only) return `${total} ${only.type} overrides`;
  const each = [...types].sort((one, other) => other.count - one.count);
  return `${total} overrides (${each.map(({ type, count }) => `${count.toLocaleString('en')} ${type}`).join(', ')})`;
}
