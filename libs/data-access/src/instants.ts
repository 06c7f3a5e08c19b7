/** The years that ISO 8601 writes with four digits, as our schemas require. */
const FIRST = Date.parse('0001-01-01T00:00:00.000Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * PostgreSQL has times that JavaScript or our schemas lack: infinity, and years before 1 or after 9999. They become the
 * first or the last valid instant, which means the same: long ago, or never.
 *
 * @param parse returns a date, or NaN or infinity for any other text.
 */
export function parseInstant(text: string, parse: (text: string) => Date | number | null): Date {
  const time = Number(parse(text));
  const isEarly = text.startsWith('-') || text.endsWith('BC');
  const known = Number.isNaN(time) ? (isEarly ? FIRST : LAST) : time;
  return new Date(Math.min(Math.max(known, FIRST), LAST));
}

/** @param time a date, or text as PostgreSQL writes times in JSON: with microseconds and an offset. */
export function toInstant(time: Date | string): string {
  return (typeof time === 'string' ? parseInstant(time, Date.parse) : time).toISOString();
}

export function toInstantOrNull(time: Date | string | null | undefined): string | null {
  return time === null || time === undefined ? null : toInstant(time);
}
