import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '@burgee/contracts';
import { formatCount } from './format/words.ts';

/** The remaining time in its two largest units: "2 days 3 h", "40 min 5 s"; "ended" from the instant on. */
export function countdownWords(at: string, now: number): string {
  const leftMs = Date.parse(at) - now;
  if (Number.isNaN(leftMs) || leftMs <= 0) return 'ended';
  const days = Math.floor(leftMs / DAY_MS);
  const hours = Math.floor((leftMs % DAY_MS) / HOUR_MS);
  const minutes = Math.floor((leftMs % HOUR_MS) / MINUTE_MS);
  const seconds = Math.floor((leftMs % MINUTE_MS) / SECOND_MS);
  if (days > 0) return joinUnits(formatCount(days, 'day'), hours && days < 14 ? `${hours} h` : '');
  if (hours > 0) return joinUnits(`${hours} h`, minutes ? `${minutes} min` : '');
  if (minutes > 0) return joinUnits(`${minutes} min`, `${seconds} s`);
  return `${Math.max(1, seconds)} s`;
}

/** The delay until the words above may change: a second in the last hour, half a minute before that, and at most until the end. */
export function countdownTickMs(at: string, now: number): number {
  const leftMs = Date.parse(at) - now;
  const tickMs = leftMs < HOUR_MS + MINUTE_MS ? SECOND_MS : MINUTE_MS / 2;
  return leftMs > 0 ? Math.min(tickMs, leftMs) : tickMs;
}

/** Whether less than an hour is left. */
export function isEndingSoon(at: string, now: number): boolean {
  const leftMs = Date.parse(at) - now;
  return leftMs > 0 && leftMs < HOUR_MS;
}

function joinUnits(larger: string, smaller: string): string {
  return smaller ? `${larger} ${smaller}` : larger;
}
