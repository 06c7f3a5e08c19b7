import type { Flag } from './flag.ts';
import { EXPIRING_MS, STALE_MS } from './flag-status.ts';
import type { Schedule } from './rollout.ts';

type Fields = Pick<Flag, 'rollout' | 'rules' | 'expiresAt' | 'updatedAt'>;

/**
 * Every instant at which `flagStatus`, `flagState` or `reachOf` of the flag may change by time alone, in milliseconds since
 * 1970, unordered. A ramp's percentage changes continuously; only its start and end are included.
 */
export function flagInstants({ rollout, rules, expiresAt, updatedAt }: Fields): number[] {
  const schedules = [rollout, ...rules.map((rule) => rule.rollout)].flatMap(({ schedule }) =>
    scheduleInstants(schedule),
  );
  const end = expiresAt === null ? [] : [Date.parse(expiresAt) - EXPIRING_MS, Date.parse(expiresAt)];
  return [...schedules, ...end, Date.parse(updatedAt) + STALE_MS];
}

/** The instants of the steps, or the start and end of the ramp. */
export function scheduleInstants(schedule: Schedule): number[] {
  if (schedule.kind === 'fixed') return [];
  if (schedule.kind === 'ramp') return [Date.parse(schedule.startAt), Date.parse(schedule.endAt)];
  return schedule.steps.map(({ at }) => Date.parse(at));
}

/** The earliest of `instants` after `now`; `undefined` if there is none. */
export function nextInstant(instants: readonly number[], now: number): number | undefined {
  let next = Infinity;
  for (const instant of instants) if (instant > now && instant < next) next = instant;
  return next < Infinity ? next : undefined;
}
