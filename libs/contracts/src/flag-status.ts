import { z } from 'zod';
import { DAY_MS } from './durations.ts';
import type { Flag } from './flag.ts';
import type { Schedule } from './rollout.ts';

/** The stage of a flag's life cycle. */
export const FlagStatus = z.enum(['active', 'scheduled', 'expiring', 'stale', 'archived']);
export type FlagStatus = z.infer<typeof FlagStatus>;

/** A flag that expires sooner than this is `expiring`. */
export const EXPIRING_MS = 14 * DAY_MS;
/** A flag that has not changed for this long and returns the same for everyone is `stale`. */
export const STALE_MS = 60 * DAY_MS;

type Targeting = Pick<Flag, 'rollout' | 'rules' | 'split' | 'prerequisites'>;
type Fields = Targeting & Pick<Flag, 'enabled' | 'archived' | 'expiresAt' | 'updatedAt'>;

/** @param now in milliseconds since 1970. */
export function flagStatus(flag: Fields, now: number): FlagStatus {
  const { enabled, archived, expiresAt, updatedAt } = flag;
  if (archived) return 'archived';
  const leftMs = expiresAt === null ? Infinity : Date.parse(expiresAt) - now;
  if (leftMs <= 0) return 'stale';
  if (leftMs <= EXPIRING_MS) return 'expiring';
  if (enabled && isChangingOnSchedule(flag, now)) return 'scheduled';
  const isQuiet = now - Date.parse(updatedAt) >= STALE_MS;
  return isQuiet && (!enabled || isSameForAll(flag)) ? 'stale' : 'active';
}

function isChangingOnSchedule({ rollout, rules }: Targeting, now: number): boolean {
  return [rollout, ...rules.map((rule) => rule.rollout)].some(({ schedule }) => hasFutureChange(schedule, now));
}

/** Whether the percentage will still change by time alone. */
function hasFutureChange(schedule: Schedule, now: number): boolean {
  if (schedule.kind === 'fixed') return false;
  if (schedule.kind === 'ramp') return Date.parse(schedule.endAt) > now;
  return schedule.steps.some(({ at }) => Date.parse(at) > now);
}

/** Ignores overrides. */
function isSameForAll({ rollout, rules, split, prerequisites }: Targeting): boolean {
  const { schedule } = rollout;
  const isWhole = schedule.kind === 'fixed' && (schedule.percentage === 0 || schedule.percentage === 100);
  return isWhole && rules.length === 0 && prerequisites.length === 0 && split === null;
}
