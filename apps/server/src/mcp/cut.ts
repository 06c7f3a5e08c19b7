import type { JsonValue } from '@burgee/contracts';

/** A list, text or object of which an answer has only the beginning. */
export type Cut = { readonly path: string; readonly kept: number; readonly of: number };

type Path = readonly (string | number)[];

/** The size of a value as JSON in UTF-8. */
export function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? '');
}

/** Halves the largest list, text or object within a value until it fits. It stays valid JSON, and the cuts say what is missing. */
export function cutToFit(value: JsonValue, maxBytes: number): { readonly value: JsonValue; readonly cuts: Cut[] } {
  const cuts = new Map<string, Cut>();
  let current = value;
  while (jsonBytes(current) > maxBytes) {
    const path = largestPart(current);
    const part = path.reduce<JsonValue>((outer, name) => (outer as never)[name], current);
    const length = lengthOf(part);
    // Nothing is left to cut.
    if (length === 0) break;
    const kept = Math.floor(length / 2);
    const name = path.join('.');
    cuts.set(name, { path: name, kept, of: cuts.get(name)?.of ?? length });
    current = replaceAt(current, path, beginning(part, kept));
  }
  return { value: current, cuts: [...cuts.values()] };
}

/** Leads from the outside to the part that is large by itself, not because of one part of its own. */
function largestPart(value: JsonValue): Path {
  if (typeof value !== 'object' || value === null) return [];
  const parts = Object.entries(value).map(([name, part]) => ({ name, part, bytes: jsonBytes(part) }));
  const cuttable = parts.filter(({ part }) => lengthOf(part) > 0).toSorted((one, other) => other.bytes - one.bytes);
  const [largest] = cuttable;
  if (!largest || largest.bytes * MANY < jsonBytes(value)) return [];
  return [Array.isArray(value) ? Number(largest.name) : largest.name, ...largestPart(largest.part)];
}

/** A list or object with more parts of that size is cut itself. */
const MANY = 8;

function lengthOf(part: JsonValue): number {
  if (typeof part === 'string') return [...part].length;
  return typeof part === 'object' && part !== null ? Object.keys(part).length : 0;
}

function beginning(part: JsonValue, length: number): JsonValue {
  if (typeof part === 'string') return [...part].slice(0, length).join('');
  if (Array.isArray(part)) return part.slice(0, length);
  return Object.fromEntries(Object.entries(part as object).slice(0, length));
}

function replaceAt(value: JsonValue, [name, ...rest]: Path, part: JsonValue): JsonValue {
  if (name === undefined) return part;
  const inner = replaceAt((value as never)[name], rest, part);
  if (Array.isArray(value)) return value.map((item, index) => (index === name ? inner : item));
  return Object.fromEntries(Object.entries(value as object).map(([key, one]) => [key, key === name ? inner : one]));
}
