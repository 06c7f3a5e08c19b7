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

/** A flag in one environment, in short: whether it is on, and for whom. */
export const FlagState = Flag.pick({ environment: true, enabled: true, archived: true, revision: true }).extend({
  /** Once it is on, from the instant of the answer. */
  reach: Reach,
  /** Of its own rollout. */
  schedule: Schedule,
  rules: Count,
  /** Among which a split chooses; 0 where there is none. */
  variants: Count,
  prerequisites: Count,
});
export type FlagState = z.infer<typeof FlagState>;

type Fields = Pick<Flag, 'environment' | 'enabled' | 'archived' | 'revision' | 'rules' | 'prerequisites'> &
  Parameters<typeof reachOf>[0];

/** @param now in milliseconds since 1970. */
export function flagState(flag: Fields, now: number): FlagState {
  const { environment, enabled, archived, revision, rollout, rules, split, prerequisites } = flag;
  return {
    environment,
    enabled,
    archived,
    revision,
    reach: reachOf(flag, now),
    schedule: rollout.schedule,
    rules: rules.length,
    variants: split?.weights.filter(({ weight }) => weight > 0).length ?? 0,
    prerequisites: prerequisites.length,
  };
}

/** All that a table of flags says of one. */
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
  /** As the audit trail has it; `null` where that does not go back so far. */
  updatedBy: z.string().nullable(),
  /** Active in the environments of `states`; an emergency anywhere is visible everywhere. */
  emergencies: z.array(EmergencyOverride.extend({ environment: StoredEnvironmentKey })),
  /** Active in the environment that was asked for. */
  global: GlobalOverride.nullable(),
  /** In the environment that was asked for, whether the flag is switched on or not; `null` if someone may get it. */
  block: FlagBlock.nullable(),
  /** Of the key in every environment that has it and that the caller may see. */
  states: z.array(FlagState),
});
export type FlagTableRow = z.infer<typeof FlagTableRow>;

/** Without `status` all flags but the archived ones. */
export const FlagTableInput = ListFlagsInput.omit({ archived: true }).extend({ status: FlagStatus.optional() });
export type FlagTableInput = z.infer<typeof FlagTableInput>;

/** `nextChangeAt`: when time alone may change the page, such as a status or which flags have it. */
export const FlagTablePage = pageOf(FlagTableRow).extend(Timing);
export type FlagTablePage = z.infer<typeof FlagTablePage>;

export const FlagTagsInput = ListFlagsInput.pick({ environment: true });
export type FlagTagsInput = z.infer<typeof FlagTagsInput>;
/** Every tag that a flag of an environment has, once. */
export const FlagTags = z.array(Tag);
