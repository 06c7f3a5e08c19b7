import { SEMVER_PATTERN } from '@burgee/contracts';
import { z } from 'zod';

/**
 * The meaning of a text from Unleash: `unreadable` if no SDK can read it, or `ambiguous`, which has no counterpart, if it
 * depends on the SDK or the machine.
 */
export type Reading<T> = { readonly value: T } | 'unreadable' | 'ambiguous';

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** JavaScript and few other languages accept `0x1A`, ` 12 `, `1e999` and an empty text (0) as numbers. */
export function readNumber(text: string): Reading<number> {
  const number = Number(text);
  if (Number.isNaN(number)) return 'unreadable';
  return DECIMAL.test(text) && Number.isFinite(number) ? { value: number } : 'ambiguous';
}

const IsoTime = z.iso.datetime({ offset: true });
const BELOW_MILLISECOND = /\.\d{3}\d*[1-9]/;

/** Times without an offset mean a different instant on every machine, and only JavaScript reads other formats. */
export function readInstant(text: string): Reading<string> {
  if (IsoTime.safeParse(text).success) return BELOW_MILLISECOND.test(text) ? 'ambiguous' : { value: text };
  return Number.isNaN(Date.parse(text.trim())) ? 'unreadable' : 'ambiguous';
}

export function readVersion(text: string): Reading<string> {
  if (SEMVER_PATTERN.test(text)) return { value: text };
  return SEMVER_PATTERN.test(text.trim()) ? 'ambiguous' : 'unreadable';
}
