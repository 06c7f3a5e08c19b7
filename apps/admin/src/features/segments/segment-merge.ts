import type { JsonValue, Segment } from '@burgee/contracts';
import { diffFields } from '../../ui/diff-fields.ts';
import type { SegmentFields } from './segment-draft.ts';

const EDITED = ['name', 'description', 'condition'] as const;

/** What an editor may set, as it is compared. */
export function fieldsOf(segment: SegmentFields): JsonValue {
  const { name, description, condition } = segment;
  return JSON.parse(JSON.stringify({ name, description, condition })) as JsonValue;
}

export function isSameSegment(one: SegmentFields, other: SegmentFields): boolean {
  return diffFields(fieldsOf(one), fieldsOf(other)).length === 0;
}

/** Mine, where I changed a field; theirs, where I did not. */
export function withTheirs(base: Segment, theirs: Segment, mine: SegmentFields): SegmentFields {
  const untouched = EDITED.filter((name) => JSON.stringify(base[name]) === JSON.stringify(mine[name]));
  return { ...mine, ...Object.fromEntries(untouched.map((name) => [name, theirs[name]])) };
}
