import { DAY_MS, HOUR_MS, MINUTE_MS } from '@burgee/contracts';
/** The time of every scene, a Thursday afternoon. */
export const NOW = Date.parse('2027-03-11T14:20:00Z');

/** The time when the company started to use Burgee. */
export const START = NOW - 90 * DAY_MS;

export const minutesAgo = (minutes: number): number => NOW - minutes * MINUTE_MS;
export const hoursAgo = (hours: number): number => NOW - hours * HOUR_MS;
export const daysAgo = (days: number): number => NOW - days * DAY_MS;

export const instant = (at: number): string => new Date(at).toISOString();
export const inHours = (hours: number): string => instant(hoursAgo(-hours));
export const inDays = (days: number): string => instant(daysAgo(-days));
