import type { Flag, Schedule } from '@burgee/contracts';
import { relativeTime } from '../../ui/time-words.ts';
import { audienceOf } from './audience.ts';

/** Where a flag is in its life. */
export const STATUSES = ['active', 'scheduled', 'expiring', 'stale', 'archived'] as const;
export type Status = (typeof STATUSES)[number];

export type FlagStatus = {
  readonly status: Status;
  /** What makes it so, as a sentence. */
  readonly why: string;
};

const DAY_MS = 24 * 3_600_000;
const EXPIRING_MS = 14 * DAY_MS;
/** So long without a change and with one answer for everybody, a flag has done its work. */
const STALE_MS = 60 * DAY_MS;

type AudienceField = keyof Parameters<typeof audienceOf>[0];
type Fields = Pick<Flag, 'archived' | 'archivedAt' | 'expiresAt' | 'updatedAt' | AudienceField>;

export function flagStatus(flag: Fields, now: number): FlagStatus {
  const { archivedAt, expiresAt, updatedAt } = flag;
  if (flag.archived) {
    return {
      status: 'archived',
      why: `Archived${archivedAt ? ` ${relativeTime(archivedAt, now)}` : ''}: off for everybody.`,
    };
  }
  const leftMs = expiresAt === null ? Infinity : Date.parse(expiresAt) - now;
  if (leftMs <= 0) return { status: 'stale', why: `Expired ${relativeTime(expiresAt ?? '', now)}: off for everybody.` };
  if (leftMs <= EXPIRING_MS) {
    return { status: 'expiring', why: `Expires ${relativeTime(expiresAt ?? '', now)}: then off for everybody.` };
  }
  if (flag.enabled && isOnTheWay(flag, now))
    return { status: 'scheduled', why: 'Its percentage will change by itself.' };
  const isQuiet = now - Date.parse(updatedAt) >= STALE_MS;
  if (isQuiet && audienceOf(flag, now).isSameForAll) {
    return { status: 'stale', why: `Unchanged since ${relativeTime(updatedAt, now)}, and the same for everybody.` };
  }
  return { status: 'active', why: `Changed ${relativeTime(updatedAt, now)}.` };
}

function isOnTheWay({ rollout, rules }: Pick<Flag, 'rollout' | 'rules'>, now: number): boolean {
  return [rollout, ...rules.map((rule) => rule.rollout)].some(({ schedule }) => isMoving(schedule, now));
}

/** Whether the percentage will still change by itself. */
function isMoving(schedule: Schedule, now: number): boolean {
  if (schedule.kind === 'fixed') return false;
  if (schedule.kind === 'ramp') return Date.parse(schedule.endAt) > now;
  return schedule.steps.some(({ at }) => Date.parse(at) > now);
}
