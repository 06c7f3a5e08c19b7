import { isSameJson, type JsonValue, type Segment } from '@burgee/contracts';
import type { SegmentFields } from './segment-draft.ts';

const EDITABLE = ['name', 'description', 'condition'] as const;

/** The editable fields as JSON, for comparisons. */
export function editableFields(segment: SegmentFields): JsonValue {
  const { name, description, condition } = segment;
  return JSON.parse(JSON.stringify({ name, description, condition })) as JsonValue;
}

export function isSameSegment(one: SegmentFields, other: SegmentFields): boolean {
  return EDITABLE.every((name) => isSameJson(one[name], other[name]));
}

/** Merges field by field: my value where I changed the field, otherwise theirs. */
export function withTheirs(base: Segment, theirs: Segment, mine: SegmentFields): SegmentFields {
  const untouched = EDITABLE.filter((name) => isSameJson(base[name], mine[name]));
  return { ...mine, ...Object.fromEntries(untouched.map((name) => [name, theirs[name]])) };
}
