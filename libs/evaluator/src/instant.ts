import { BrokenConfig } from './broken-config.ts';

/** A day, or a time with its offset: without one it would mean another instant on every machine. */
const INSTANT_TEXT = /^(\d{4})-(\d{2})-(\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** Milliseconds since 1970 of an ISO 8601 text; `NaN` where it is none, so that every comparison is false. */
export function parseInstant(value: unknown): number {
  if (typeof value !== 'string') return NaN;
  const [, year, month, day] = INSTANT_TEXT.exec(value) ?? [];
  // JavaScript engines do not agree on whether 30 February is 2 March.
  const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return Number(day) <= lastDay ? Date.parse(value) : NaN;
}

/** An instant of a flag or a segment. @throws BrokenConfig where it cannot be read. */
export function instantOf(text: string): number {
  const instant = parseInstant(text);
  if (Number.isNaN(instant)) throw new BrokenConfig(`"${text}" is no ISO 8601 time`);
  return instant;
}
