import type { Ruleset } from '@burgee/contracts';
import { beginMurmur3, endMurmur3, type Murmur3 } from './murmur3.ts';

/** Two hashes of 32 bits, because one would too often miss a difference. */
type Sum = readonly [number, number];

/** The hash of a flag, a segment or an override. Each is hashed once, however many versions contain it. */
const known = new WeakMap<object, Sum>();

type Begun = readonly [Murmur3, Murmur3];
const begin = (text: string): Begun => [beginMurmur3(text, 0x62757267), beginMurmur3(text, 0x65650001)];
const BEGUN = { flag: begin('flag:'), segment: begin('segment:'), override: begin('override:') };

/**
 * 16 hexadecimal digits that differ for different contents. It finds mistakes and damage, not malice.
 *
 * The sum of the hashes of all parts, so that a change of one flag does not require hashing the others again. The version is
 * not part of it.
 */
export function rulesetChecksum({ permitsSessionOverrides, flags, segments, overrides }: Ruleset): string {
  let [first, second] = [permitsSessionOverrides ? 1 : 0, 0];
  const add = (parts: readonly object[], begun: Begun) => {
    for (const part of parts) {
      const sum = known.get(part) ?? hashPart(part, begun);
      first = (first + sum[0]) >>> 0;
      second = (second + sum[1]) >>> 0;
    }
  };
  add(flags, BEGUN.flag);
  add(segments, BEGUN.segment);
  add(overrides, BEGUN.override);
  return toHex(first) + toHex(second);
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
