import { BrokenConfig } from './broken-config.ts';

/** A day, or a time with an offset: without one, it would mean a different instant on every machine. */
const INSTANT_TEXT = /^(\d{4})-(\d{2})-(\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** Milliseconds since 1970 of an ISO 8601 text; `NaN` for anything else, so that every comparison is false. */
export function parseInstant(value: unknown): number {
  if (typeof value !== 'string') return NaN;
  const [, year, month, day] = INSTANT_TEXT.exec(value) ?? [];
  // JavaScript engines disagree on whether February 30 is March 2.
  const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return Number(day) <= lastDay ? Date.parse(value) : NaN;
}

/** Parses an instant of a flag or a segment. @throws BrokenConfig if it cannot be parsed. */
export function requireInstant(text: string): number {
  const instant = parseInstant(text);
  if (Number.isNaN(instant)) throw new BrokenConfig(`"${text}" is not an ISO 8601 time`);
  return instant;
}
