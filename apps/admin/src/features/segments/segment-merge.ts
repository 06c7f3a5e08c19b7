import type { JsonValue, Segment } from '@burgee/contracts';
import { diffFields } from '../../ui/diff-fields.ts';
import type { SegmentFields } from './segment-draft.ts';

const EDITABLE = ['name', 'description', 'condition'] as const;

/** The editable fields as JSON, for comparisons. */
export function editableFields(segment: SegmentFields): JsonValue {
  const { name, description, condition } = segment;
  return JSON.parse(JSON.stringify({ name, description, condition })) as JsonValue;
}

export function isSameSegment(one: SegmentFields, other: SegmentFields): boolean {
  return diffFields(editableFields(one), editableFields(other)).length === 0;
}

/** Merges field by field: my value where I changed the field, otherwise theirs. */
export function withTheirs(base: Segment, theirs: Segment, mine: SegmentFields): SegmentFields {
  const untouched = EDITABLE.filter((name) => JSON.stringify(base[name]) === JSON.stringify(mine[name]));
  return { ...mine, ...Object.fromEntries(untouched.map((name) => [name, theirs[name]])) };
}
