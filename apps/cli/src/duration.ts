import { DAY_MS, HOUR_MS, MINUTE_MS } from '@burgee/contracts';

const UNIT_MS = { m: MINUTE_MS, h: HOUR_MS, d: DAY_MS } as const;

/** Parses `30m`, `2h` or `7d` to milliseconds; returns `undefined` for an invalid or zero duration. */
export function durationMs(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  const ms = Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
  return ms > 0 ? ms : undefined;
}
