import { z } from 'zod';
import { Timing } from './evaluation.ts';
import { Flag, ListFlagsInput, Tag } from './flag.ts';
import { FlagBlock } from './flag-block.ts';
import { FlagStatus } from './flag-status.ts';
import { EmergencyOverride, GlobalOverride } from './override.ts';
import { pageOf } from './paging.ts';
import { Reach, reachOf } from './reach.ts';
import { Schedule } from './rollout.ts';
import { BrokenFields, StoredEnvironmentKey } from './stored.ts';

const Count = z.int().nonnegative();

/** Summary of a flag in one environment: whether it is on, and for whom. */
export const FlagState = Flag.pick({
  environment: true,
  enabled: true,
  archived: true,
  managedBy: true,
  revision: true,
}).extend({
  /** From the instant of the answer, provided that the flag is on. */
  reach: Reach,
  /** The schedule of the flag's own rollout. */
  schedule: Schedule,
  rules: Count,
  /** Variants that the split can choose; 0 without a split. */
  variants: Count,
  prerequisites: Count,
});
export type FlagState = z.infer<typeof FlagState>;

type Fields = Pick<
  Flag,
  'environment' | 'enabled' | 'archived' | 'managedBy' | 'revision' | 'rules' | 'prerequisites'
> &
  Parameters<typeof reachOf>[0];

/** @param now in milliseconds since 1970. */
export function flagState(flag: Fields, now: number): FlagState {
  const { environment, enabled, archived, managedBy, revision, rollout, rules, split, prerequisites } = flag;
  return {
    environment,
    enabled,
    archived,
    managedBy,
    revision,
    reach: reachOf(flag, now),
    schedule: rollout.schedule,
    rules: rules.length,
    variants: split?.weights.filter(({ weight }) => weight > 0).length ?? 0,
    prerequisites: prerequisites.length,
  };
}

/** A row of the table of flags. */
export const FlagTableRow = Flag.pick({
  key: true,
  type: true,
  description: true,
  tags: true,
  archivedAt: true,
  expiresAt: true,
  updatedAt: true,
}).extend({
  broken: BrokenFields,
  status: FlagStatus,
  /** From the audit trail; `null` if the trail does not go back far enough. */
  updatedBy: z.string().nullable(),
  /** Active in the environments of `states`; an emergency anywhere is visible everywhere. */
  emergencies: z.array(EmergencyOverride.extend({ environment: StoredEnvironmentKey })),
  /** Active in the requested environment. */
  global: GlobalOverride.nullable(),
  /** In the requested environment, regardless of the kill switch; `null` if someone can get the flag. */
  block: FlagBlock.nullable(),
  /** The flag's state in every environment that has it and that the caller may see. */
  states: z.array(FlagState),
});
export type FlagTableRow = z.infer<typeof FlagTableRow>;

/** Without `status`, all flags except archived ones. */
export const FlagTableInput = ListFlagsInput.omit({ archived: true }).extend({ status: FlagStatus.optional() });
export type FlagTableInput = z.infer<typeof FlagTableInput>;

/** `nextChangeAt`: when time alone may change the page, such as a status or the set of flags that have it. */
export const FlagTablePage = pageOf(FlagTableRow).extend(Timing);
export type FlagTablePage = z.infer<typeof FlagTablePage>;

export const FlagTagsInput = ListFlagsInput.pick({ environment: true });
export type FlagTagsInput = z.infer<typeof FlagTagsInput>;
/** Every tag in use in an environment, without duplicates. */
export const FlagTags = z.array(Tag);
