import type { Ruleset } from '@burgee/contracts';
import type { ChangedList } from './key-order.ts';
import { beginMurmur3, endMurmur3, type Murmur3 } from './murmur3.ts';

/** Two hashes of 32 bits, because one would too often miss a difference. */
type Sum = readonly [number, number];

/** The hash of a flag, a segment or an override. Each is hashed once, however many versions contain it. */
const known = new WeakMap<object, Sum>();

type Begun = readonly [Murmur3, Murmur3];
const begin = (text: string): Begun => [beginMurmur3(text, 0x62757267), beginMurmur3(text, 0x65650001)];
const BEGUN = { flag: begin('flag:'), segment: begin('segment:'), override: begin('override:') };

type Kind = keyof typeof BEGUN;

/** The sums of lists, so that a change of one part does not require adding up the others again. */
const sums = new WeakMap<readonly object[], Sum>();

/**
 * 16 hexadecimal digits that differ for different contents. It finds mistakes and damage, not malice.
 *
 * The sum of the hashes of all parts, so that a change of one flag does not require hashing the others again. The version is
 * not part of it.
 */
export function rulesetChecksum({ permitsSessionOverrides, flags, segments, overrides }: Ruleset): string {
  const lists = [sumOf('flag', flags), sumOf('segment', segments), sumOf('override', overrides)];
  const [first, second] = lists.reduce(plus, [permitsSessionOverrides ? 1 : 0, 0]);
  return toHex(first) + toHex(second);
}

/**
 * Continues the sum of a list after a change, if that of the list before is known. Measured gain (ADR 0055): the checksum after a
 * change of one of 10,000 flags takes 3 µs instead of 600 µs.
 */
export function continueSum<T extends object>(
  kind: Kind,
  before: readonly T[],
  { list, gone, added }: ChangedList<T>,
): void {
  const known = sums.get(before);
  if (!known || list === before) return;
  const more = added.reduce((sum, part) => plus(sum, sumOfPart(kind, part)), known);
  sums.set(
    list,
    gone.reduce((sum, part) => minus(sum, sumOfPart(kind, part)), more),
  );
}

function sumOf(kind: Kind, parts: readonly object[]): Sum {
  const known = sums.get(parts);
  if (known) return known;
  const sum = parts.reduce((sum: Sum, part) => plus(sum, sumOfPart(kind, part)), [0, 0]);
  sums.set(parts, sum);
  return sum;
}

function plus([first, second]: Sum, more: Sum): Sum {
  return [(first + more[0]) >>> 0, (second + more[1]) >>> 0];
}

function minus([first, second]: Sum, less: Sum): Sum {
  return [(first - less[0]) >>> 0, (second - less[1]) >>> 0];
}

function sumOfPart(kind: Kind, part: object): Sum {
  return known.get(part) ?? hashPart(part, BEGUN[kind]);
}

function hashPart(part: object, [one, other]: Begun): Sum {
  const text = JSON.stringify(part);
  const sum: Sum = [endMurmur3(one, text), endMurmur3(other, text)];
  known.set(part, sum);
  return sum;
}

function toHex(number: number): string {
  return number.toString(16).padStart(8, '0');
}
