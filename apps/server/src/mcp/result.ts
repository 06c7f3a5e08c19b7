import { type JsonValue, ownValue } from '@burgee/contracts';
import { type Cut, cutToFit, jsonBytes } from './cut.ts';
import { formatCursor, type Position } from './position.ts';

/** The largest result of a tool, as JSON. */
export const MAX_RESULT_BYTES = 20_000;

export type Result = { readonly [field: string]: JsonValue };

/** An object, as the protocol requires. */
export function toResult(output: unknown): Result {
  // As JSON, so that dates and undefined fields are what agents read.
  const json = JSON.parse(JSON.stringify(output ?? { done: true })) as JsonValue;
  if (Array.isArray(json)) return { items: json };
  return typeof json === 'object' && json !== null ? json : { value: json };
}

type Paging = {
  readonly list: string;
  readonly position: Position;
  /** The page after the one in `result`, if there is one. */
  readonly next: Position | undefined;
};

/** Cuts a result after as many whole items of its list as fit. `nextCursor` leads to the others; `null` if that is all. */
export function pageOf(result: Result, { list, position, next }: Paging): Result {
  const items = (ownValue(result, list) as readonly JsonValue[]).slice(position.skip);
  const room = MAX_RESULT_BYTES - jsonBytes({ ...result, [list]: [], nextCursor: LONGEST_CURSOR, cut: [] });
  const fitting = countFitting(items, room);
  if (fitting === items.length) return { ...result, [list]: items, nextCursor: next ? formatCursor(next) : null };
  // An item that is too large by itself comes alone, and shortened.
  const [taken, cuts] = fitting > 0 ? [items.slice(0, fitting), []] : shortened(items[0] as JsonValue, list, room);
  const rest = { ...position, skip: position.skip + taken.length };
  const isLast = taken.length === items.length;
  const following = isLast ? next : rest;
  return {
    ...result,
    [list]: taken,
    nextCursor: following ? formatCursor(following) : null,
    ...(cuts.length > 0 && { cut: cuts }),
  };
}

const LONGEST_CURSOR = 'x'.repeat(300);

function countFitting(items: readonly JsonValue[], room: number): number {
  let bytes = 0;
  for (const [index, item] of items.entries()) {
    bytes += jsonBytes(item) + 1;
    if (bytes > room) return index;
  }
  return items.length;
}

/** The list of cuts needs room as well. */
const CUTS_BYTES = 2_000;

function shortened(item: JsonValue, list: string, room: number): readonly [JsonValue[], Cut[]] {
  const { value, cuts } = cutToFit(item, room - CUTS_BYTES);
  return [[value], cuts.map((cut) => ({ ...cut, path: [list, 0, cut.path].filter((part) => part !== '').join('.') }))];
}

/** Shortens a result without a list. */
export function fit(result: Result): Result {
  if (jsonBytes(result) <= MAX_RESULT_BYTES) return result;
  const { value, cuts } = cutToFit(result, MAX_RESULT_BYTES - CUTS_BYTES);
  return { ...(value as Result), cut: cuts };
}
